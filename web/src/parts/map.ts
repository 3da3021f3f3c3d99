import { geoBounds, geoCentroid, geoEqualEarth, geoGraticule10, geoPath } from "d3-geo";
import { feature, mesh } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import type { FeatureCollection, MultiPoint } from "geojson";
import atlas from "world-atlas/countries-110m.json";
import { type Figure, type LegendItem, type Picture } from "../charts/figure";
import { bloc, BLOCS, patterns } from "../charts/paint";
import { h, s } from "../page/dom";
import { count, list, number } from "../page/format";
import { at, type Model, sum } from "../model";
import { type Map as MapView, type Place } from "../views/views";

// Natural Earth (public domain), as packed by world-atlas.
const world = atlas as unknown as Topology<{ countries: GeometryCollection }>;
const land = feature(world, world.objects.countries) as FeatureCollection;
const borders = mesh(world, world.objects.countries, (a, b) => a !== b);

/** A circle on the map. */
interface Spot {
  place: Place;
  x: number;
  y: number;
  /** Where it belongs, before circles were moved apart. */
  home: [number, number];
  r: number;
  installed: number;
  used: number;
}

export function map(model: Model, view: MapView): Figure {
  const { names } = model;
  const region = (facility: number) => names.regions[names.facilities[facility]?.region ?? -1];
  const capacity = new Map(view.capacity.map((one) => [one.facility, one]));
  const regions = names.regions
    .map((one, index) => ({ title: one.title, places: view.places.filter((place) => names.facilities[place.facility]?.region === index) }))
    .filter((one) => one.places.length > 1);
  let shown = -1;

  return {
    id: "map",
    title: "Plants and shipments",
    note: "Area of a circle: capacity, t of activity a year. Lines: shipments between regions, t a year.",
    follows: ["year", "scenario", "member"],
    wide: true,
    own(redraw) {
      if (regions.length < 2) return null;
      const choose = h(
        "select",
        { "aria-label": "Part of the world", onchange: () => ((shown = Number(choose.value)), redraw()) },
        h("option", { value: -1 }, "Whole world"),
        ...regions.map((one, index) => h("option", { value: index }, one.title)),
      );
      return h("div", { class: "own" }, choose);
    },
    draw(choice, width) {
      const state = model.state(choice);
      const member = model.member(choice);
      if (view.places.length === 0) return "The case has no table `locations`.";
      const window = regions[shown]?.places ?? [...view.places, ...view.regions];
      const height = Math.round(Math.max(230, Math.min(width * 0.5, 560)));
      const points: MultiPoint = { type: "MultiPoint", coordinates: window.map((one) => [one.longitude, one.latitude]) };
      const [[west], [east]] = geoBounds(points);
      const middle = east < west ? (west + east + 360) / 2 : (west + east) / 2;
      const projection = geoEqualEarth().rotate([-middle, 0]);
      const edge = Math.min(76, width * 0.09);
      projection.fitExtent(
        [
          [edge, edge],
          [width - edge, height - edge],
        ],
        points,
      );
      // One place alone has no extent.
      if (!Number.isFinite(projection.scale()) || projection.scale() > 2400) {
        const [x, y] = geoCentroid(points);
        projection
          .scale(Math.min(2400, width))
          .rotate([-x, 0])
          .center([0, y])
          .translate([width / 2, height / 2]);
      }
      projection.clipExtent([
        [0, 0],
        [width, height],
      ]);
      const path = geoPath(projection);
      const { defs, fill } = patterns();
      const chart = s("svg", { viewBox: `0 0 ${width} ${height}`, width, height }, defs);
      chart.append(
        s("path", { d: path(geoGraticule10()) ?? "", fill: "none", stroke: "var(--rule)", "stroke-width": 0.5, opacity: 0.6 }),
        s("path", { d: path(land) ?? "", fill: "var(--land)" }),
        s("path", { d: path(borders) ?? "", fill: "none", stroke: "var(--paper)", "stroke-width": 0.7 }),
      );

      const most = Math.max(1e-9, ...view.capacity.map((one) => Math.max(0, ...one.installed_t.value)));
      // Many plants share the room.
      const widest = Math.min(26, width / (shown < 0 ? 52 : 30)) * Math.min(1, Math.sqrt(70 / Math.max(1, view.places.length)));
      const spots: Spot[] = view.places.flatMap((place) => {
        const xy = projection([place.longitude, place.latitude]);
        if (!xy || xy[0] < 0 || xy[1] < 0 || xy[0] > width || xy[1] > height) return [];
        const one = capacity.get(place.facility);
        const installed = one ? at(one.installed_t, state) : 0;
        return [
          {
            place,
            x: xy[0],
            y: xy[1],
            home: xy,
            installed,
            used: one ? at(one.used_t, state) : 0,
            r: installed > 0 ? 3.2 + widest * Math.sqrt(installed / most) : 2.2,
          },
        ];
      });
      apart(spots);

      const ends = new Map(view.regions.map((one) => [one.region, projection([one.longitude, one.latitude])]));
      const trips = new Map<string, { from: number; to: number; total: number; forms: [string, number][] }>();
      for (const route of view.routes) {
        const amount = at(route.amount_t, state);
        if (amount <= 0) continue;
        const key = `${route.from} ${route.to}`;
        const trip = trips.get(key) ?? { from: route.from, to: route.to, total: 0, forms: [] };
        trip.total += amount;
        trip.forms.push([route.form, amount]);
        trips.set(key, trip);
      }
      const heaviest = Math.max(1e-9, ...[...trips.values()].map((trip) => trip.total));
      for (const trip of trips.values()) {
        const [a, b] = [ends.get(trip.from), ends.get(trip.to)];
        if (!a || !b) continue;
        const [from, to] = [names.regions[trip.from], names.regions[trip.to]];
        const forms = trip.forms.sort((x, y) => y[1] - x[1]);
        const shownForms = forms.slice(0, 6).map(([form, amount]) => `${title(model, form)}: ${number(amount)} t a year`);
        if (forms.length > 6) shownForms.push(`and ${forms.length - 6} more`);
        chart.append(
          s("path", {
            class: "flow",
            d: arc(a, b),
            fill: "none",
            stroke: bloc(from?.bloc ?? "other").color,
            "stroke-width": 1 + 5 * Math.sqrt(trip.total / heaviest),
            "stroke-opacity": 0.55,
            "stroke-dasharray": from?.bloc === "adversary" ? "9 7" : "none",
            "stroke-linecap": "round",
            "data-tip": [`${from?.title} to ${to?.title}: ${number(trip.total)} t a year`, ...shownForms].join("\n"),
          }),
          s("circle", { cx: b[0], cy: b[1], r: 2.4, fill: bloc(from?.bloc ?? "other").color }),
        );
      }

      for (const spot of [...spots].sort((a, b) => b.r - a.r)) {
        const facility = names.facilities[spot.place.facility];
        if (!facility) continue;
        const others = member !== null && facility.member !== member;
        const stands = spot.installed > 0;
        const whose = bloc(region(spot.place.facility)?.bloc ?? "other");
        if (Math.hypot(spot.x - spot.home[0], spot.y - spot.home[1]) > spot.r + 3)
          chart.append(s("path", { d: `M${spot.home}L${spot.x},${spot.y}`, stroke: "var(--quiet)", "stroke-width": 0.5, opacity: 0.6 }));
        chart.append(
          s("circle", {
            cx: spot.x,
            cy: spot.y,
            r: spot.r,
            fill: stands ? fill(whose) : "var(--paper)",
            stroke: stands ? "var(--paper)" : "var(--quiet)",
            "stroke-width": stands ? 1.2 : 1,
            opacity: others ? 0.18 : 1,
            "data-tip": [
              facility.title,
              `${names.stages[facility.stage]}, ${names.members[facility.member]?.title}, ${region(spot.place.facility)?.title}`,
              stands
                ? `${number(spot.installed)} ${names.technologies[facility.technology]?.unit ?? "t"} a year, ${number(spot.used)} used`
                : "not installed in this year and scenario",
            ].join("\n"),
          }),
        );
      }

      const standing = view.places.filter((place) => at(capacity.get(place.facility)?.installed_t ?? { at: [], value: [] }, state) > 0);
      const mine = standing.filter((place) => member === null || names.facilities[place.facility]?.member === member);
      const byBloc = [...new Set(names.regions.map((one) => one.bloc))].flatMap((one) => {
        const there = mine.filter((place) => region(place.facility)?.bloc === one).length;
        return there > 0 ? [`${number(there)} ${bloc(one).label.toLowerCase()}`] : [];
      });
      const absent = view.unplaced.map((one) => names.facilities[one]?.title ?? "");
      const legend: LegendItem[] = [
        ...Object.entries(BLOCS)
          .filter(([key]) => names.regions.some((one) => one.bloc === key))
          .map(([, paint]) => ({ label: paint.label, paint })),
        { label: "Not installed", paint: { color: "var(--paper)", pattern: "ring" as const } },
      ];
      return {
        chart,
        says: `In ${model.span(model.period(choice))}, ${count(mine.length, "plant is installed", "plants are installed")}${member === null ? "" : ` that belong${mine.length === 1 ? "s" : ""} to ${names.members[member]?.title}`}${byBloc.length > 0 ? `: ${list(byBloc)}` : ""}; ${number(sum([...trips.values()].map((trip) => trip.total)))} t a year travel between regions.${absent.length > 0 ? ` Of ${count(absent.length, "plant")} the case does not say where they are.` : ""}`,
        ...(absent.length > 0 ? { more: [`Not on the map: ${list(absent)}.`] } : {}),
        legend,
        data: {
          columns: [
            { name: "facility" },
            { name: "stage" },
            { name: "member" },
            { name: "region" },
            { name: "latitude", unit: "°N" },
            { name: "longitude", unit: "°E" },
            { name: "installed_t", unit: "t/yr" },
            { name: "used_t", unit: "t/yr" },
          ],
          rows: view.places.map((place) => {
            const facility = names.facilities[place.facility];
            const one = capacity.get(place.facility);
            return [
              facility?.id ?? "",
              names.stages[facility?.stage ?? -1] ?? "",
              names.members[facility?.member ?? -1]?.id ?? "",
              region(place.facility)?.id ?? "",
              place.latitude,
              place.longitude,
              one ? at(one.installed_t, state) : 0,
              one ? at(one.used_t, state) : 0,
            ];
          }),
        },
      } satisfies Picture;
    },
  };
}

/** Name of a form of material. */
export function title(model: Model, form: string): string {
  return model.names.materials.find((one) => one.id === form)?.title ?? form;
}

/** A bow from a to b. */
function arc([ax, ay]: [number, number], [bx, by]: [number, number]): string {
  const [dx, dy] = [bx - ax, by - ay];
  return `M${ax},${ay}Q${(ax + bx) / 2 + dy * 0.18},${(ay + by) / 2 - Math.abs(dx) * 0.2} ${bx},${by}`;
}

/** Moves circles apart that cover each other, a little at a time, each held by its place. */
function apart(spots: Spot[]): void {
  for (let round = 0; round < 80; round += 1) {
    for (let i = 0; i < spots.length; i += 1) {
      const a = spots[i] as Spot;
      for (let j = i + 1; j < spots.length; j += 1) {
        const b = spots[j] as Spot;
        let [dx, dy] = [b.x - a.x, b.y - a.y];
        const wanted = a.r + b.r + 0.5;
        let distance = Math.hypot(dx, dy);
        if (distance >= wanted) continue;
        // Two plants at one place part in a direction of their own.
        if (distance < 1e-6) [dx, dy, distance] = [Math.cos(i * 2.4), Math.sin(i * 2.4), 1];
        const push = ((wanted - distance) / distance) * 0.25;
        [a.x, a.y, b.x, b.y] = [a.x - dx * push, a.y - dy * push, b.x + dx * push, b.y + dy * push];
      }
      a.x += (a.home[0] - a.x) * 0.03;
      a.y += (a.home[1] - a.y) * 0.03;
    }
  }
}
