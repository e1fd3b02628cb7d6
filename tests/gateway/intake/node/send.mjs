// node send.mjs <name> <host> <key> <events>: a client of others, unmodified, that sends.
const [name, host, key, events] = process.argv.slice(2);
const past = (number) => new Date(Date.UTC(2026, 0, 2, 3, 4, 5 + number));

const clients = {
  async segment() {
    const { Analytics } = await import("@segment/analytics-node");
    const client = new Analytics({ writeKey: key, host, flushInterval: 200 });
    client.identify({ userId: "u1", traits: { email: "a@b.c" } });
    client.group({ userId: "u1", groupId: "acme", traits: { name: "Acme" } });
    for (let number = 0; number < Number(events); number++) {
      client.track({ userId: "u1", event: `event ${number}`, properties: { rows: number }, timestamp: past(number) });
    }
    await client.closeAndFlush();
  },
  async rudder() {
    const { default: loaded } = await import("@rudderstack/rudder-sdk-node");
    const Analytics = loaded.default ?? loaded;
    const client = new Analytics(key, { dataPlaneUrl: host, flushInterval: 200 });
    client.identify({ userId: "u1", traits: { email: "a@b.c" } });
    client.group({ userId: "u1", groupId: "acme", traits: { name: "Acme" } });
    for (let number = 0; number < Number(events); number++) {
      client.track({ userId: "u1", event: `event ${number}`, properties: { rows: number }, timestamp: past(number) });
    }
    await new Promise((done) => client.flush(done));
    await new Promise((done) => setTimeout(done, 1500));
  },
  async posthog() {
    const { PostHog } = await import("posthog-node");
    const client = new PostHog(key, { host, flushInterval: 200 });
    client.groupIdentify({ groupType: "company", groupKey: "acme", properties: { name: "Acme" } });
    for (let number = 0; number < Number(events); number++) {
      client.capture({
        distinctId: "u1",
        event: `event ${number}`,
        properties: { rows: number },
        groups: { company: "acme" },
        timestamp: past(number),
      });
    }
    await client.shutdown();
  },
};
await clients[name]();
