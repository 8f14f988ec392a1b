/** @type {import("../recipe.mjs").Recipe} */
export default {
  database: "mysql",
  version: "9.7",
  // The only suite with MySQL itself.
  suite: "unstable",
  checkValidUntil: false,
  serverPackage: "mysql-server-core",
  packages: ["mysql-server-core", "mysql-client", "tzdata", "xz-utils", "zstd", "bzip2"],
  user: { name: "mysql", home: "/var/lib/mysql" },
  // Names of clients are not looked up: 127.0.0.1 would become localhost, and another account.
  afterPackages: `
    {
      echo '[mysqld]'
      echo 'datadir = /var/lib/mysql'
      echo 'socket = /var/run/mysqld/mysqld.sock'
      echo 'pid-file = /var/run/mysqld/mysqld.pid'
      echo 'secure-file-priv = /var/lib/mysql-files'
      echo 'skip-name-resolve'
      echo 'host-cache-size = 0'
      echo '[client]'
      echo 'socket = /var/run/mysqld/mysqld.sock'
    } > /etc/mysql/conf.d/05-container.cnf
    install -d -o mysql -g mysql -m 750 /var/lib/mysql-files
    install -d -o mysql -g mysql -m 1777 /var/lib/mysql /run/mysqld`,
  config: {
    Env: [
      "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
      "LANG=C.UTF-8",
      "MYSQL_MAJOR=9.7",
      "MYSQL_VERSION={version}",
    ],
    Cmd: ["mysqld"],
    ExposedPorts: ["3306/tcp", "33060/tcp"],
    Volumes: ["/var/lib/mysql"],
  },
};
