/** The drawing of a chart: ECharts with the few parts that Guardia draws with, in the colours of the tokens, redrawn when day becomes night. */
import { useMantineColorScheme } from "@mantine/core";
import { BarChart, LineChart, PieChart, ScatterChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { type EChartsType, init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { useEffect, useRef } from "react";
import style from "./chart.module.css";
import type { ChartOption, Ink } from "./chart-option.ts";

use([
  ...[BarChart, LineChart, PieChart, ScatterChart],
  ...[GridComponent, TooltipComponent, LegendComponent, MarkLineComponent, AriaComponent],
  SVGRenderer,
]);

type Props = { option: ChartOption | ((ink: Ink) => ChartOption); name: string; pick: (series: number, index: number) => void };

/** What all charts share: face and colours of the page, no movement, no box around. */
function dressed(option: ChartOption, ink: Ink): ChartOption {
  const face = getComputedStyle(document.body).fontFamily;
  return {
    animation: false,
    textStyle: { fontFamily: face, fontSize: 12, color: ink("--text-soft") },
    ...option,
    tooltip: {
      backgroundColor: ink("--night"),
      borderWidth: 0,
      padding: [6, 10],
      textStyle: { fontFamily: face, fontSize: 12, color: ink("--night-strong") },
      ...(option.tooltip as object | undefined),
    },
  };
}

export function ChartCanvas({ option, name, pick }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType | null>(null);
  const picking = useRef(pick);
  picking.current = pick;
  const { colorScheme } = useMantineColorScheme();
  useEffect(() => {
    const drawn = init(frame.current!, null, { renderer: "svg" });
    chart.current = drawn;
    drawn.on("click", ({ seriesIndex, dataIndex }) => picking.current(seriesIndex ?? 0, dataIndex));
    const resized = new ResizeObserver(() => drawn.resize());
    resized.observe(frame.current!);
    return () => {
      resized.disconnect();
      drawn.dispose();
      chart.current = null;
    };
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours are read anew when the scheme changes
  useEffect(() => {
    const styles = getComputedStyle(document.documentElement);
    const ink: Ink = (token) => styles.getPropertyValue(token).trim();
    chart.current?.setOption(dressed(typeof option === "function" ? option(ink) : option, ink), { notMerge: true });
  }, [option, colorScheme]);
  return (
    <div className={style.drawing} role="img" aria-label={name}>
      {/* The drawing has a role of its own, and no words: its name stands outside, its figures in the table. */}
      <div ref={frame} className={style.drawing} aria-hidden="true" />
    </div>
  );
}
