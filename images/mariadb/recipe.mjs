/** @type {import("../recipe.mjs").Recipe} */
export default {
  database: "mariadb",
  version: "10.11",
  suite: "bookworm",
  serverPackage: "mariadb-server-core",
  packages: ["mariadb-server-core", "mariadb-client", "tzdata", "xz-utils", "zstd", "bzip2"],
  user: { name: "mysql", home: "/var/lib/mysql" },
  // Names of clients are not looked up: 127.0.0.1 would become localhost, and another account.
  afterPackages: `
    {
      echo '[mariadbd]'
      echo 'datadir = /var/lib/mysql'
      echo 'socket = /run/mysqld/mysqld.sock'
      echo 'pid-file = /run/mysqld/mysqld.pid'
      echo 'skip-name-resolve'
      echo 'host-cache-size = 0'
    } > /etc/mysql/mariadb.conf.d/05-container.cnf
    install -d -o mysql -g mysql -m 1777 /var/lib/mysql /run/mysqld`,
  config: {
    Env: [
      "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
      "LANG=C.UTF-8",
      "MARIADB_VERSION={version}",
    ],
    Cmd: ["mariadbd"],
    ExposedPorts: ["3306/tcp"],
    Volumes: ["/var/lib/mysql"],
  },
};
