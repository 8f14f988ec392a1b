/** @type {import("../recipe.mjs").Recipe} */
export default {
  database: "redis",
  version: "7.0",
  suite: "bookworm",
  serverPackage: "redis-server",
  packages: ["redis-server", "redis-tools", "tzdata"],
  user: { name: "redis", home: "/data" },
  afterPackages: `
    rm -rf /etc/redis /var/lib/redis
    install -d -o redis -g redis -m 755 /data`,
  config: {
    Env: ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "REDIS_VERSION={version}"],
    Cmd: ["redis-server"],
    ExposedPorts: ["6379/tcp"],
    Volumes: ["/data"],
    WorkingDir: "/data",
  },
};
