/** @type {import("../recipe.mjs").Recipe} */
export default {
  database: "valkey",
  version: "8.1",
  suite: "trixie",
  serverPackage: "valkey-server",
  packages: ["valkey-server", "valkey-tools", "tzdata"],
  user: { name: "valkey", home: "/data" },
  afterPackages: `
    rm -rf /etc/valkey /var/lib/valkey
    install -d -o valkey -g valkey -m 755 /data`,
  config: {
    Env: ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "VALKEY_VERSION={version}"],
    Cmd: ["valkey-server"],
    ExposedPorts: ["6379/tcp"],
    Volumes: ["/data"],
    WorkingDir: "/data",
  },
};
