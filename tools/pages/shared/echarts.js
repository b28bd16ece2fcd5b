// Apache ECharts: only what all pages use. A page adds its renderer (SVG prints sharply, a canvas is
// redrawn quickly) and other kinds of charts.
import { CustomChart, LineChart } from "echarts/charts";
import { GridComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";

use([CustomChart, LineChart, GridComponent, TooltipComponent]);

export { init, use };
