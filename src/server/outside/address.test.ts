import fc from "fast-check";
import { expect, test } from "vitest";
import { isPermitted, readRange } from "#server/outside/address.ts";

const ranges = (...written: string[]) => written.map((each) => readRange(each)!);

test.each([
  "8.8.8.8",
  "93.184.216.34",
  "172.15.255.255",
  "172.32.0.0",
  "100.128.0.0",
  "2606:4700::1111",
  "::ffff:8.8.8.8",
  "64:ff9b::808:808",
])("%s is public", (address) => {
  expect(isPermitted(address, [])).toBe(true);
});

test.each([
  "0.0.0.0",
  "10.1.2.3",
  "100.64.0.1",
  "127.0.0.1",
  "127.255.255.254",
  "169.254.169.254",
  "172.16.0.1",
  "172.31.255.255",
  "192.0.2.1",
  "192.168.0.1",
  "198.18.0.1",
  "224.0.0.1",
  "255.255.255.255",
  "::",
  "::1",
  "::7f00:1",
  "::ffff:127.0.0.1",
  "::ffff:a9fe:a9fe",
  "64:ff9b::10.0.0.1",
  "64:ff9b:1::a00:1",
  "2001:db8::1",
  "2002:7f00:1::",
  "fc00::1",
  "fd12:3456::1",
  "fe80::1%eth0",
  "fec0::1",
  "ff02::1",
  "fd00:ec2::254",
  "localhost",
  "",
])("%s is not", (address) => {
  expect(isPermitted(address, [])).toBe(false);
});

test("what the operator allows is permitted, and nothing beside it", () => {
  const allowed = ranges("10.0.0.0/8", "192.168.7.9", "fd00::/8");
  for (const address of ["10.255.0.1", "::ffff:10.0.0.1", "192.168.7.9", "fd00::1"]) expect(isPermitted(address, allowed)).toBe(true);
  for (const address of ["127.0.0.1", "192.168.7.8", "fc00::1", "::1"]) expect(isPermitted(address, allowed)).toBe(false);
});

test.each(["", "intranet", "10.0.0.0/33", "10.0.0/8/8", "fd00::/129"])("%s is no range", (written) => {
  expect(readRange(written)).toBeNull();
});

test("an address inside IPv6 is judged as itself", () => {
  fc.assert(
    fc.property(fc.ipV4(), (address) => {
      expect(isPermitted(`::ffff:${address}`, [])).toBe(isPermitted(address, []));
      expect(isPermitted(`64:ff9b::${address}`, [])).toBe(isPermitted(address, []));
    }),
  );
});
