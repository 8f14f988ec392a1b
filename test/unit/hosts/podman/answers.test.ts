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
    Tmpfs: { "/scratch": "rw,noexec,nosuid,nodev,size=4m,mode=1777,rprivate,tmpcopyup" },
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
      Tmpfs: { "/scratch": "rw,noexec,nosuid,nodev,size=4m,mode=1777" },
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
  expect(asDocker("/system/df", { LayersSize: 0, Images: [{ Size: 2 }, { Size: 3 }] })).toMatchObject({
    LayersSize: 5,
  });
});

test("what is not understood stays as it is", () => {
  for (const answer of [undefined, null, 1, "x", [], {}, { HostConfig: 1 }]) {
    for (const path of ["/containers/x/json", "/containers/json", "/system/df", "/containers/x/stats", "/version"]) {
      expect(asDocker(path, answer)).toEqual(answer);
    }
  }
});
