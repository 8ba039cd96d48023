/** The room of channels: which there are, by which gateways, how those are, and which of them are asked first. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { type Channel, type DriverView, driversQuery, type GatewayView, gatewaysQuery } from "../api/channels.ts";
import { Icon } from "../kit/icon.tsx";
import { Empty, Failure, Loading } from "../kit/states.tsx";
import { useText } from "../language/language.tsx";
import { ChannelSection } from "./channel-section.tsx";
import style from "./channels.module.css";
import { channelWarning, needsLook, stateOf } from "./gateway-state.ts";

const GatewayForm = lazy(() => import("./gateway-form.tsx"));

/** What is being written down: a new gateway of some channel, or one that there is. */
type Form = { channel: Channel | null; gateway: GatewayView | null };

export function Channels() {
  const { channels: t } = useText();
  const gateways = useQuery(gatewaysQuery);
  const drivers = useQuery(driversQuery);
  const [form, setForm] = useState<Form | null>(null);
  const failed = [gateways, drivers].find(({ isError }) => isError);
  return (
    <div className={style.page}>
      <header className={style.head}>
        <div>
          <h1>{t.title}</h1>
          <p className={style.lead}>{t.lead}</p>
        </div>
        <Button leftSection={<Icon name="plus" size={16} />} onClick={() => setForm({ channel: null, gateway: null })}>
          {t.add}
        </Button>
      </header>
      {failed === undefined && (gateways.data === undefined || drivers.data === undefined) && <Loading />}
      {failed !== undefined && <Failure error={failed.error} retry={() => void failed.refetch()} />}
      {failed === undefined && gateways.data !== undefined && drivers.data !== undefined && (
        <All gateways={gateways.data} drivers={drivers.data} open={setForm} />
      )}
      {form !== null && drivers.data !== undefined && (
        <Suspense fallback={null}>
          <GatewayForm {...form} drivers={drivers.data} gateways={gateways.data ?? []} close={() => setForm(null)} />
        </Suspense>
      )}
    </div>
  );
}

type AllProps = { gateways: readonly GatewayView[]; drivers: readonly DriverView[]; open: (form: Form) => void };

function All({ gateways, drivers, open }: AllProps) {
  const { channels: t } = useText();
  const known = [...new Set(drivers.map(({ channel }) => channel))];
  const used = known.filter((channel) => gateways.some((each) => each.channel === channel));
  const unused = known.filter((channel) => !used.includes(channel));
  return (
    <>
      {used.length === 0 ? <Empty title={t.empty}>{t.emptyHint}</Empty> : <Summary gateways={gateways} channels={used} />}
      {used.map((channel) => (
        <ChannelSection
          key={channel}
          channel={channel}
          gateways={gateways.filter((each) => each.channel === channel)}
          drivers={drivers}
          edit={(gateway) => open({ channel, gateway })}
          add={() => open({ channel, gateway: null })}
        />
      ))}
      {unused.length > 0 && (
        <section className={style.unused} aria-labelledby="unused-channels">
          <h2 id="unused-channels">{t.unused}</h2>
          <p className="soft">{t.unusedHint}</p>
          <ul>
            {unused.map((channel) => (
              <li key={channel}>
                <button type="button" onClick={() => open({ channel, gateway: null })} aria-label={t.addTo({ channel: t.names[channel] })}>
                  <Icon name="plus" size={14} />
                  {t.names[channel]}
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

/** How many channels reach somebody, and how many gateways somebody should look at. */
function Summary({ gateways, channels }: { gateways: readonly GatewayView[]; channels: readonly Channel[] }) {
  const { channels: t } = useText();
  const ready = channels.filter((channel) => {
    const warning = channelWarning(gateways.filter((each) => each.channel === channel));
    return warning === null || warning === "only";
  });
  const unwell = gateways.filter((each) => needsLook(stateOf(each))).length;
  return (
    <p className={style.summary}>
      <span>{t.summary({ channels: ready.length })}</span>
      {unwell > 0 && (
        <span className={style.alarm}>
          <Icon name="warn" size={16} />
          {t.unwell({ count: unwell })}
        </span>
      )}
    </p>
  );
}
