/** What a chart is drawn from. */
import type { EChartsCoreOption } from "echarts/core";

/** Colours of the tokens by name (`--late`), as they are now, by day or night. */
export type Ink = (token: string) => string;
export type ChartOption = EChartsCoreOption;
