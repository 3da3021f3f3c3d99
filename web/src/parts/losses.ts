import { type Figure } from "../charts/figure";
import { s } from "../page/dom";
import { dollars, number } from "../page/format";
import { type Model } from "../model";
import { type Independence } from "../views/views";
import { fit } from "../charts/text";

/** What the plan cannot do without, worst first. */
export function losses(model: Model, view: Independence): Figure | string {
  if ("missing" in view.links) return view.links.missing;
  const links = view.links.here;
  const { names } = model;
  const worst = [...links.losses].sort((a, b) => b.harm_musd - a.harm_musd).slice(0, 12);
  return {
    id: "losses",
    title: "Critical dependencies",
    note: "Harm of each single loss after optimal response, $ million of present value. The twelve largest.",
    follows: ["member"],
    draw(choice, width) {
      if (worst.length === 0) return "No single loss does any harm.";
      const member = model.member(choice);
      const most = Math.max(1e-9, ...worst.map((one) => one.harm_musd));
      const high = 36;
      const height = worst.length * high + 20;
      const chart = s(
        "svg",
        { viewBox: `0 0 ${width} ${height}`, width, height },
        s("text", { x: width, y: height - 4, "text-anchor": "end", "font-size": 11, class: "quiet" }, "$ million"),
      );
      worst.forEach((one, index) => {
        const y = index * high;
        const faint = member !== null && one.facility !== null && names.facilities[one.facility]?.member !== member;
        const text = `${one.title} (${one.kind})`;
        chart.append(
          s(
            "g",
            {
              opacity: faint ? 0.3 : 1,
              "data-tip": [
                text,
                `harm ${dollars(one.harm_musd)}`,
                `defense unserved: ${number(one.defense_short_t)} t; critical: ${number(one.critical_short_t)} t over the years`,
              ].join("\n"),
            },
            s("text", { x: 0, y: y + 13, "font-size": 12, fill: "currentColor", stroke: "none" }, fit(text, width - 64)),
            s(
              "text",
              { x: width, y: y + 13, "text-anchor": "end", "font-size": 12, fill: "currentColor", stroke: "none" },
              number(one.harm_musd),
            ),
            s("rect", {
              x: 0,
              y: y + 18,
              width: Math.max(1, (Math.max(0, one.harm_musd) / most) * width),
              height: 9,
              rx: 1.5,
              fill: "var(--s1)",
            }),
          ),
        );
      });
      return {
        chart,
        says: links.sentences.slice(0, 2).join(" "),
        more: links.sentences.slice(2),
        data: {
          columns: [
            { name: "kind" },
            { name: "lost" },
            { name: "harm_musd", unit: "MUSD" },
            { name: "defense_short_t", unit: "t" },
            { name: "critical_short_t", unit: "t" },
          ],
          rows: [...links.losses].map((one) => [one.kind, one.title, one.harm_musd, one.defense_short_t, one.critical_short_t]),
        },
      };
    },
  };
}
