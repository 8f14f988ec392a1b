/** @type {import("../recipe.mjs").Recipe} */
export default {
  database: "postgres",
  version: "15",
  suite: "bookworm",
  serverPackage: "postgresql-15",
  packages: ["postgresql-15", "locales", "tzdata", "xz-utils", "zstd", "bzip2"],
  user: { name: "postgres", home: "/var/lib/postgresql" },
  beforePackages: `
    # The package would make a cluster of its own.
    mkdir -p /etc/postgresql-common
    echo 'create_main_cluster = false' > /etc/postgresql-common/createcluster.conf`,
  afterPackages: `
    localedef -i en_US -c -f UTF-8 en_US.UTF-8
    sed -i "s/^#listen_addresses = .*/listen_addresses = '*'/" /usr/share/postgresql/15/postgresql.conf.sample
    install -d -o postgres -g postgres -m 1777 /var/lib/postgresql/data
    install -d -o postgres -g postgres -m 3777 /run/postgresql`,
  config: {
    Env: [
      "PATH=/usr/lib/postgresql/15/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
      "LANG=en_US.utf8",
      "PG_MAJOR=15",
      "PG_VERSION={version}",
      "PGDATA=/var/lib/postgresql/data",
    ],
    Cmd: ["postgres"],
    ExposedPorts: ["5432/tcp"],
    Volumes: ["/var/lib/postgresql/data"],
    // SIGTERM would wait for every client to leave.
    StopSignal: "SIGINT",
  },
};
