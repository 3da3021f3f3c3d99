import { type Figure } from "../charts/figure";
import { shades } from "../charts/shades";
import { list, dollars, number, percent, words } from "../page/format";
import { at, type Model } from "../model";
import { type Independence } from "../views/views";

/** How much of each stage is made at home. */
export function domestic(model: Model, view: Independence): Figure {
  const { names, years } = model;
  return {
    id: "domestic",
    title: "Domestic production share by stage",
    note: "Domestic production as a share of domestic need, by value, %. Fuller shade: larger share. Dash: no need.",
    follows: ["year", "scenario"],
    draw(choice, width) {
      if (view.stages.length === 0) return "The case has no domestic need.";
      const path = model.path(choice);
      const rows = view.stages.map((stage) => {
        const name = names.stages[stage.stage] ?? "";
        const cells = years.map((_, period) => {
          const state = path[period] ?? 0;
          const needed = at(stage.needed_musd, state);
          const share = needed > 0 ? at(stage.share, state) : null;
          return {
            share,
            text: share === null ? "–" : number(Math.round(share * 100)),
            tip: [
              `${words(name)}, ${model.span(period)}: ${share === null ? "not needed" : percent(share)}`,
              `domestic need: ${dollars(needed)}/yr`,
              `domestic production of it: ${number(at(stage.made_musd, state))}`,
            ].join("\n"),
          };
        });
        return { title: words(name), cells };
      });

      const now = model.period(choice);
      const state = path[now] ?? 0;
      const least = view.stages
        .filter((stage) => at(stage.needed_musd, state) > 0)
        .map((stage) => ({ name: names.stages[stage.stage] ?? "", share: at(stage.share, state) }))
        .sort((a, b) => a.share - b.share);
      const [first, last] = [least[0], least.at(-1)];
      const lowest = least.filter((one) => first && one.share <= first.share + 0.005);
      const when = `In ${model.span(now)},`;
      const says =
        !first || !last
          ? `${when} there is no domestic need.`
          : first.share > 0.995
            ? `${when} domestic production covers all domestic need.`
            : `${when} the lowest domestic share is that of ${list(lowest.map((one) => one.name))} (${percent(first.share)})${lowest.length < least.length ? `, the highest that of ${last.name} (${percent(last.share)})` : ""}.`;
      return {
        chart: shades(model, choice, width, rows, "var(--home)"),
        says,
        data: {
          columns: [
            { name: "stage" },
            { name: "year" },
            { name: "share", unit: "1" },
            { name: "needed_musd", unit: "MUSD/yr" },
            { name: "made_musd", unit: "MUSD/yr" },
          ],
          rows: view.stages.flatMap((stage) =>
            years.map((year, period) => {
              const state = path[period] ?? 0;
              const needed = at(stage.needed_musd, state);
              return [
                names.stages[stage.stage] ?? "",
                year,
                needed > 0 ? at(stage.share, state) : null,
                needed,
                at(stage.made_musd, state),
              ];
            }),
          ),
        },
      };
    },
  };
}
