import { expect, test } from "vitest";
import { asDocker } from "#hosts/podman/answers.ts";

// As Podman 4.3 answered for a container with all capabilities dropped but CHOWN, on a network of its own.
const inspected = {
  Config: { Image: "localhost/longshore-test/x:1" },
  HostConfig: {
    NetworkMode: "bridge",
    CapAdd: [],
    CapDrop:
      "AUDIT_WRITE DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE NET_RAW SETFCAP SETGID SETPCAP SETUID SYS_CHROOT".split(
        " ",
      ),
    Binds: ["data:/data:rw,rprivate,nosuid,nodev,rbind"],
    Tmpfs: {
      "/scratch": "rw,noexec,nosuid,nodev,size=4m,mode=1777,rprivate,notmpcopyup",
      "/run": "ro,noexec,nosuid,nodev,size=64k,rprivate",
      "/tmp": "rw,rprivate,nosuid,nodev,tmpcopyup",
    },
  },
  NetworkSettings: { Networks: { longshore: {} } },
};

test("a container reads as Docker would show it", () => {
  expect(asDocker("/containers/shop/json", inspected)).toEqual({
    Config: { Image: "longshore-test/x:1" },
    HostConfig: {
      NetworkMode: "longshore",
      CapAdd: ["CHOWN"],
      CapDrop: ["ALL"],
      Binds: [],
      Tmpfs: { "/scratch": "rw,noexec,nosuid,nodev,size=4m,mode=1777", "/tmp": "rw,nosuid,nodev" },
    },
    NetworkSettings: { Networks: { longshore: {} } },
  });
});

test("folders of the host, other networks and capabilities that were kept still show", () => {
  const open = {
    ...inspected,
    HostConfig: {
      ...inspected.HostConfig,
      NetworkMode: "host",
      CapDrop: [],
      CapAdd: ["CAP_SYS_ADMIN"],
      Binds: ["/:/x"],
    },
  };
  expect(asDocker("/containers/shop/json", open)).toMatchObject({
    HostConfig: {
      NetworkMode: "host",
      CapAdd: expect.arrayContaining(["SYS_ADMIN", "CHOWN", "SETUID"]),
      Binds: ["/:/x"],
    },
  });
});

test("a list has images by the names they were given, and disk usage has a sum", () => {
  expect(asDocker("/containers/json", [{ Id: "x", Image: "localhost/a:1" }])).toEqual([{ Id: "x", Image: "a:1" }]);
  expect(asDocker("/images/json", [{ RepoTags: ["localhost/a:1", "docker.io/library/b:1"] }])).toEqual([
    { RepoTags: ["a:1", "docker.io/library/b:1"] },
  ]);
  expect(asDocker("/system/df", { LayersSize: 0, Images: [{ Size: 2 }, { Size: 3 }] })).toMatchObject({
    LayersSize: 5,
  });
});

test("a container on a network of its own is on the shared one, and its network is nobody's", () => {
  const own = "longshore.own-0123456789ab";
  const Networks = { [own]: { IPAddress: "10.89.0.2" } };
  const shown = { longshore: { IPAddress: "10.89.0.2" } };
  expect(asDocker("/containers/shop/json", { ...inspected, NetworkSettings: { Networks } })).toMatchObject({
    HostConfig: { NetworkMode: "longshore" },
    NetworkSettings: { Networks: shown },
  });
  expect(asDocker("/containers/json", [{ Image: "a:1", NetworkSettings: { Networks } }])).toEqual([
    { Image: "a:1", NetworkSettings: { Networks: shown } },
  ]);
  const shared = { Name: "longshore", Labels: { "longshore.network": "shared" }, Options: {} };
  const other = { Name: "podman", Labels: null, Options: {} };
  expect(asDocker("/networks", [shared, { Name: own, Labels: { "longshore.network": "own" } }, other])).toEqual([
    { ...shared, Options: { "com.docker.network.bridge.enable_icc": "false" } },
    other,
  ]);
});

test("a container that does not run has no measurements, which Docker says with its zero time", () => {
  expect(asDocker("/containers/shop/stats", new Uint8Array())).toMatchObject({ read: "0001-01-01T00:00:00Z" });
});

test("what is not understood stays as it is", () => {
  for (const answer of [undefined, null, 1, "x", [], {}, { HostConfig: 1 }]) {
    for (const path of [
      "/containers/x/json",
      "/containers/json",
      "/system/df",
      "/containers/x/stats",
      "/networks",
      "/version",
    ]) {
      expect(asDocker(path, answer)).toEqual(answer);
    }
  }
});
