import { describe, expect, it } from "vitest";
import { teams } from "#server/channels/chat/teams.ts";
import { fromTeams, openTeams, securityToken } from "../../../../test/providers/teams.ts";
import { page, trialOf } from "../../../../test/providers/trial.ts";

const anasId = "3b2f1d5e-0c41-4c5e-9a3b-5f0a7d2c9e11";

describe("what is sent to Teams", () => {
  it("is a card with a link, its Markdown shown as it is written", async () => {
    const { cards, webhook } = await openTeams();
    const message = { ...page, text: "disk_full on [db1]\nsince 14:00" };
    const outcome = await trialOf(teams, {}).send({ address: `${webhook}#${anasId}`, message });
    expect(outcome).toEqual({ outcome: "sent", providerId: null, expectsReceipt: false });
    expect(cards).toMatchObject([
      {
        body: [{ text: "P1: payments are down", color: "Attention" }, { text: "disk\\_full on \\[db1\\]\n\nsince 14:00" }],
        actions: [{ type: "Action.OpenUrl", title: "Open", url: page.link }],
      },
    ]);
  });

  it("is not taken for sent where an old connector says 200 and means 429", async () => {
    const { url } = await openTeams();
    expect(await trialOf(teams, {}).send({ address: `${url}/connector` })).toMatchObject({ outcome: "failed-for-now" });
  });

  it("blames the address for a workflow that is gone", async () => {
    const { webhook } = await openTeams();
    const outcome = await trialOf(teams, {}).send({ address: webhook.replace("abc", "xyz") });
    expect(outcome).toMatchObject({ outcome: "failed-for-good", blames: "address", said: expect.stringContaining("could not be found") });
    expect(JSON.stringify(outcome)).not.toContain("sig=");
  });
});

describe("what comes from Teams", () => {
  it("is a message that mentions us, signed, answered where it was written", async () => {
    const { receive } = trialOf(teams, { securityToken });
    const { replies, answer } = await receive(fromTeams("<p><at>Guardia</at>&nbsp;ack 4711</p>\n", anasId));
    expect(replies).toEqual([{ address: anasId, text: "ack 4711", providerId: null, pageId: null }]);
    expect(JSON.parse(answer!([{ kind: "acknowledged", pageId: 4711 }]).body)).toEqual({
      ...{ type: "message", text: expect.stringContaining("El aviso 4711") },
    });
  });

  it("is refused when it is not", async () => {
    const forged = fromTeams("ack 4711", anasId, Buffer.alloc(32, 6).toString("base64"));
    await expect(trialOf(teams, { securityToken }).receive(forged)).rejects.toMatchObject({ code: "bad-signature" });
    await expect(trialOf(teams, {}).receive(fromTeams("ack 4711", anasId))).rejects.toMatchObject({ code: "bad-signature" });
  });
});
