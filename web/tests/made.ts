import type { Comparison, ChainBox, ChainFlow, Series, State, Study } from "../src/views/views";

/** A study that nobody planned, of any size and with any names: for what no case at hand has. The same numbers every time. */
export interface Wanted {
  facilities: number;
  members: number;
  /** Ends of the scenario tree. */
  futures: number;
  attacks: boolean;
  /** Name of the nth thing of a kind. */
  name(kind: string, n: number): string;
}

export const plain: Wanted["name"] = (kind, n) => `${kind} ${n + 1}`;

/** Names that would run, break out of markup, turn the line or be taken for a formula, were they not shown as text. */
export const nasty: Wanted["name"] = (kind, n) => {
  const words = [
    `<img src=x onerror="window.pwned=1">`,
    `</script><script>window.pwned=1</script>`,
    `"quoted" & 'single' <b>bold</b>`,
    `=HYPERLINK("http://x","${kind}")`,
    "包头稀土 冶炼厂 包头稀土 冶炼厂 包头稀土 冶炼厂",
    "مصنع الفصل",
    "Зеленогорск, комбинат редких земель и редких металлов",
    "javascript:window.pwned=1",
    "${window.pwned=1}{{constructor.constructor('window.pwned=1')()}}",
    "line\u2028separator\u202Eoverride",
  ];
  return `${words[n % words.length]} ${n}`;
};

function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

export function made(wanted: Wanted): Study {
  const next = random(7);
  const { name } = wanted;
  const range = (n: number) => Array.from({ length: n }, (_, at) => at);
  const round = (value: number) => Number(value.toPrecision(6));

  const periods = [2026, 2027, 2028, 2030, 2032].map((first_year, at, all) => ({ first_year, last_year: (all[at + 1] ?? 2036) - 1 }));
  const branch = wanted.futures > 1;
  const nodes = [
    { id: branch ? "now" : "base", title: branch ? "Known start" : "The one future" },
    ...(branch ? range(wanted.futures).map((n) => ({ id: `future_${n}`, title: name("Future", n) })) : []),
  ];
  const states: State[] = [];
  const futures = range(Math.max(1, wanted.futures)).map((n) => ({
    node: branch ? n + 1 : 0,
    probability: round(1 / Math.max(1, wanted.futures)),
    states: [] as number[],
  }));
  const trunk = branch ? 2 : periods.length;
  range(trunk).forEach((period) => states.push({ node: 0, period, parent: period === 0 ? null : period - 1, probability: 1 }));
  futures.forEach((future) => {
    future.states.push(...range(trunk));
    for (let period = trunk; period < periods.length; period += 1) {
      states.push({ node: future.node, period, parent: future.states.at(-1) ?? null, probability: future.probability });
      future.states.push(states.length - 1);
    }
  });
  const series = (scale: number, from = 0): Series => {
    const at = range(states.length).filter((state) => (states[state]?.period ?? 0) >= from);
    return { at, value: at.map(() => round(scale * (0.6 + 0.8 * next()))) };
  };

  const stages = ["mining", "separation", "magnet"];
  const blocs = ["home", "ally", "adversary"] as const;
  const spots = [
    [39, -98],
    [-28, 134],
    [35, 105],
  ] as const;
  const members = [
    ...range(wanted.members).map((n) => ({ id: `member_${n}`, title: name("Member", n), role: "refiner" })),
    { id: "cooperative", title: "cooperative", role: null },
  ];
  const facilities = range(wanted.facilities).map((n) => ({
    id: `facility_${n}`,
    title: name("Plant", n),
    member: n % wanted.members,
    region: n % 5 === 4 ? 1 : 0,
    technology: n % stages.length,
    stage: n % stages.length,
    status: n % 3 === 0 ? "existing" : "candidate",
  }));
  const last = wanted.members;

  const boxes: ChainBox[] = [
    { kind: "purchases", name: "", bloc: "adversary", column: 0 },
    ...stages.flatMap((stage, n): ChainBox[] => [
      { kind: "plants", name: stage, bloc: "home", column: 2 * n + 1 },
      { kind: "material", name: `material_${n}`, bloc: "home", column: 2 * n + 2 },
    ]),
    { kind: "users", name: name("Use", 0), bloc: "home", column: 7 },
  ];
  const flow = (from: number, to: number, form: string, scale: number, back = false): ChainFlow => ({
    from,
    to,
    member: 0,
    form,
    back,
    amount_t: series(scale),
  });
  const flows = [
    ...range(6).map((n) => flow(n + 1, n + 2, `material_${n >> 1}`, 900 - 100 * n)),
    flow(0, 4, "material_1", 300),
    flow(6, 3, "material_2", 40, true),
  ];

  const cost = (n: number) => (wanted.attacks ? round(20 + 40 * n) : null);
  const here = <T>(part: T) => ({ here: part });
  const missing = { missing: "The case has no attacks." };

  return {
    format: "recoop-report/1",
    name: "made",
    title: name("A case with a title that is somewhat longer than usual,", 0),
    progress: [
      { part: "plan", status: "done", why: "", seconds: 1 },
      { part: "stress", status: wanted.attacks ? "done" : "skipped", why: wanted.attacks ? "" : "the case has no attacks", seconds: 0 },
      { part: "share", status: "unproven", why: "two groups were not solved", seconds: 2 },
    ],
    sentences: (
      ["build", "cost", "worth", "service", "dependence", "weakest_member", "together", "stability", "hold", "assumed"] as const
    ).map((topic, n) => ({ topic, text: `${name("Sentence", n)} says something about ${topic}.` })),
    names: {
      periods,
      nodes,
      states,
      futures,
      likeliest: 0,
      members,
      regions: blocs.map((bloc, n) => ({ id: `region_${n}`, title: name("Region", n), bloc })),
      stages,
      elements: ["Ce", "Nd", "Dy"].map((id) => ({ id, title: id })),
      materials: stages.map((_, n) => ({
        id: `material_${n}`,
        title: name("Material", n),
        kind: "oxide",
        form: `material_${n}`,
        stage: n,
      })),
      technologies: stages.map((stage, n) => ({ id: stage, title: stage, stage: n, unit: "t" })),
      facilities,
      markets: [{ id: "world", title: name("Market", 0), region: 2, controller: "adversary" }],
      demands: [
        { id: "motors", title: name("Demand", 0), end_use: name("Use", 0), member: 0, region: 0, material: 2, priority: "critical" },
      ],
      attacks: wanted.attacks ? [{ id: "cut", title: name("Attack", 0), kind: "price" }] : [],
    },
    map: here({
      places: facilities
        .filter((_, n) => n % 7 !== 6)
        .map((_, n) => ({
          facility: n,
          latitude: round((n % 5 === 4 ? -25 : 38) + 8 * (next() - 0.5)),
          longitude: round((n % 5 === 4 ? 130 : -95) + 40 * (next() - 0.5)),
        })),
      unplaced: facilities.flatMap((_, n) => (n % 7 === 6 ? [n] : [])),
      regions: spots.map(([latitude, longitude], region) => ({ region, latitude, longitude })),
      capacity: facilities.map((_, facility) => ({
        facility,
        installed_t: series(400 * (1 + (facility % 9)), facility % 3),
        used_t: series(300, facility % 3),
      })),
      routes: [
        { from: 1, to: 0, form: "material_0", amount_t: series(800) },
        { from: 2, to: 0, form: "material_1", amount_t: series(300) },
      ],
    }),
    chain: here({ boxes, flows }),
    timeline: here({
      builds: facilities.flatMap((one, facility) => {
        const state = states.findIndex((each) => each.period === (facility % 4) % periods.length);
        const year = periods[states[state]?.period ?? 0]?.first_year ?? 2026;
        return one.status === "existing"
          ? []
          : [
              {
                facility,
                state,
                year,
                permitted_year: year + 1,
                online_year: year + 3,
                last_year: 2035,
                size_t: 500 + facility,
                count: 1,
                capex_musd: 20 + facility,
                probability: states[state]?.probability ?? 1,
              },
            ];
      }),
      standing: facilities.flatMap((one, facility) =>
        one.status === "existing" ? [{ facility, size_t: 800, first_year: 2026, last_year: 2035 }] : [],
      ),
    }),
    balance: here({
      products: range(3).map((element) => ({
        material: element,
        elements: [element],
        in_feeds_t: series(1000),
        made_t: series(element === 2 ? 20 : 700),
        bought_adversary_t: series(element === 2 ? 60 : 10),
        bought_other_t: series(5),
        used_t: series(300),
        served_t: series(200),
        sold_t: series(element === 0 ? 500 : 5),
        disposed_t: series(element === 0 ? 100 : 1),
        short_t: series(element === 2 ? 30 : 1),
      })),
    }),
    prices: here({
      quotes: range(3).map((material) => ({
        market: 0,
        material,
        side: "buy",
        price_usd_per_kg: series(20 * (material + 1)),
        traded_t: series(100),
      })),
      inside: [{ material: 1, region: 0, compliant: true, price_usd_per_kg: series(45) }],
      touched: wanted.attacks ? [{ attack: 0, quote: 1, share: 1 }] : [],
    }),
    independence: here({
      stages: range(3).map((stage) => ({
        stage,
        needed_musd: series(100),
        made_musd: series(50),
        share: { at: range(states.length), value: states.map(() => round(next())) },
        later: 0.5,
      })),
      service: [{ demand: 0, demanded_t: series(400), served_t: series(250), short_t: series(50) }],
      links: wanted.attacks
        ? here({
            sentences: [name("Sentence", 3)],
            dependence: [],
            losses: facilities.slice(0, 5).map((one, n) => ({
              kind: "plant",
              title: one.title,
              facility: n,
              defense_short_t: 0,
              critical_short_t: 10 * n,
              harm_musd: 30 * n,
            })),
          })
        : missing,
    }),
    harm: wanted.attacks
      ? here({
          future: 0,
          levels: [
            {
              level: "nation",
              unknown: [],
              curve: here({
                free_musd: 900,
                points: [50, 200, null].map((budget_musd, n) => ({
                  budget_musd,
                  spent_musd: [50, 190, 420][n] ?? 0,
                  harm_musd: [90, 260, 400][n] ?? 0,
                  upper_bound_musd: [95, 300, 400][n] ?? 0,
                  cost_exchange_ratio: 0.6,
                  by_member_musd: members.map((_, m) => 10 * (m + n)),
                  unserved: [{ demand: 0, unserved_t: 12 }],
                  moves: [{ attack: 0, period: 1, depth: 0.3, cost_musd: 40 }],
                })),
              }),
            },
          ],
        })
      : missing,
    kill: wanted.attacks
      ? here({
          future: 0,
          purses: [
            ...range(wanted.members).map((n) => ({ who: { kind: "alone" as const, members: [n] }, n })),
            ...(wanted.members > 1 ? [{ who: { kind: "all" as const, members: range(wanted.members) }, n: wanted.members + 3 }] : []),
          ].map(({ who, n }) => ({
            who,
            level: "nation",
            verdict: n % 4 === 3 ? "not_exhaustible" : "kill",
            purse_musd: 100,
            cost_musd: n % 4 === 3 ? null : cost(n),
            lower_bound_musd: n % 4 === 3 ? null : cost(n),
            period: n % 4 === 3 ? null : 3,
            sufficient_purse_musd: 300,
            cash_musd: [100, 120, 150, 180, 220],
            under_attack_musd: n % 4 === 3 ? [] : [90, 60, 30, -5, -5],
            moves: n % 4 === 3 ? [] : [{ attack: 0, period: 1, depth: 0.5, cost_musd: 30 }],
          })),
          failed: [],
          critical: [],
          bylaws: ["alone", "joint purse", "last pays for all"].map((bylaw, n) => ({
            level: "nation",
            bylaw,
            first: { verdict: "kill", cost_musd: 20 + 70 * n, lower_bound_musd: 20 + 70 * n },
            all: { verdict: n === 2 ? "not_exhaustible" : "kill", cost_musd: n === 2 ? null : 380, lower_bound_musd: n === 2 ? null : 380 },
            survivors: n === 2 ? [0] : [],
            unserved_first_t: n === 2 ? null : 40 * n,
            unserved_all_t: n === 0 ? 400 : null,
          })),
        })
      : missing,
    shares:
      wanted.members > 1
        ? here({
            total_musd: 1000,
            relaxed_musd: 1010,
            annuity: 0.09,
            members: range(wanted.members).map((member) => ({
              member,
              alone_musd: member % 3 === 2 ? null : 20 * member,
              marginal_contribution_musd: 90,
              capital_musd: 50,
            })),
            rules: ["prices", "nucleolus", "equal"].map((rule, r) => ({
              rule,
              doc: name("Rule", r),
              verdict: r === 1 ? "stable" : "unstable",
              precision: "exact",
              half_width_musd: null,
              shares_musd: range(wanted.members).map((n) =>
                round((1000 / wanted.members) * (0.4 + ((n + r) % 3) * 0.6) - (n === 1 ? 900 / wanted.members : 0)),
              ),
              largest_excess: range(wanted.members).filter((n) => n % 2 === 0),
              gain_musd: r === 1 ? -12 : 45,
              gain_upper_bound_musd: r === 1 ? -12 : 51,
              patronage: r === 0,
            })),
            missing: [],
            least_core_musd: { lower: -12, upper: -12 },
            stability_musd: { lower: 0, upper: 0 },
            scheduled: "nucleolus",
            payments: range(wanted.members).map((member) => ({
              member,
              due_musd: series(10),
              in_kind_musd: series(2),
              kept_musd: series(1),
              payment_musd: series(8),
            })),
            reserve_musd: series(50),
            later: [],
          })
        : { missing: "One member has nobody to share with." },
    cash: here({
      flows: range(members.length).flatMap((member) =>
        (
          [
            ["sales", 90],
            ["purchases", -30],
            ["variable_cost", -20],
            ["capex", -15],
            ["tax", -6],
          ] as const
        ).map(([kind, scale]) => ({ member, kind, amount_musd: series(member === last ? scale / 100 : scale) })),
      ),
      terms: [{ term: "sales", expected_musd: 900, contribution_musd: 900 }],
      expected_npv_musd: 900,
      cvar_npv_musd: 700,
      tail: 0.2,
      risk_weight: 0.2,
      objective_musd: 860,
      discount_rate: 0.08,
      base_year: 2026,
    }),
    feeds: here({
      mines: facilities
        .filter((one) => one.stage === 0)
        .map((one) => {
          const n = facilities.indexOf(one);
          return {
            facility: n,
            feed: `feed_${n}`,
            title: name("Feed", n),
            composition: [0.5, 0.45, 0.05],
            basket_usd_per_kg: round(15 + 20 * next()),
            running_usd_per_kg: round(3 + 20 * next()),
            capital_usd_per_kg: round(10 * next()),
            capacity_t_per_year: round(300 + 9000 * next() ** 3),
            mined_t: series(200),
          };
        }),
    }),
    tree: {
      nodes: [
        {
          parent: null,
          first_year: 2026,
          last_year: branch ? 2027 : 2035,
          probability: 1,
          future: branch ? null : 0,
          npv_musd: branch ? null : 900,
          changes: [],
        },
        ...(branch
          ? futures.map((one, n) => ({
              parent: 0,
              first_year: 2028,
              last_year: 2035,
              probability: one.probability,
              future: n,
              npv_musd: round(900 - 80 * n),
              changes: [name("Change", n)],
            }))
          : []),
      ],
    },
    inputs: {
      tables: [
        {
          name: "facilities",
          doc: "Plants and mines.",
          columns: [
            { name: "id", doc: "Id.", number: false },
            { name: "name", doc: "Name.", number: false },
            { name: "capacity_t_per_year", doc: "Capacity, t/yr.", number: true },
            { name: "source", doc: "Source.", number: false },
            { name: "confidence", doc: "Confidence.", number: false },
          ],
          rows: facilities.map((one, n) => [
            one.id,
            one.title,
            String(100 * ((n * 7) % 13)),
            n % 2 === 0 ? "s-good" : "s-bad",
            ["high", "low", "assumed"][n % 3] ?? "",
          ]),
        },
        {
          name: "sources",
          doc: "Where numbers are from.",
          columns: [
            { name: "id", doc: "Id.", number: false },
            { name: "title", doc: "Title.", number: false },
            { name: "url", doc: "Address.", number: false },
          ],
          rows: [
            ["s-good", "A report", "https://example.org/report"],
            ["s-bad", name("Source", 1), "javascript:window.pwned=1"],
          ],
        },
      ],
      settings: `name = "made"\n# ${name("Setting", 1)}\n`,
      money: { total: 500, sourced: 300, high: 100, medium: 100, low: 100, assumed: 150, unstated: 50 },
    },
    results: [
      {
        name: "builds",
        part: "plan",
        doc: "One commitment to build.",
        rows: facilities.length,
        columns: [
          {
            name: "facility",
            unit: "",
            doc: "Facility.",
            cells: { labels: { words: facilities.map((one) => one.title), at: range(facilities.length) } },
          },
          { name: "size_t", unit: "t/yr", doc: "Capacity.", cells: { numbers: facilities.map((_, n) => (n % 6 === 5 ? null : 500 + n)) } },
        ],
      },
      { name: "duals", part: "plan", doc: "Duals.", rows: 100000, columns: [] },
    ],
    proof: {
      command: `recoop study ${name("cases/made", 1)}`,
      case_hash: "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
      version: "0.1.0",
      finished: "2026-11-27T12:00:00Z",
      options: { seed: "0" },
      solver: here({
        name: "HiGHS",
        status: "solved within the gap",
        proven: true,
        objective_musd: 860,
        bound_musd: 861,
        gap: 0.0011,
        gap_wanted: 0.005,
        iterations: 1234,
        nodes: 5,
        seconds: 1.2,
        rows: [{ family: "material_balance", count: 60 }],
        columns: [{ family: "run", count: 90 }],
      }),
      audit: here({ passed: true, rules: [{ rule: "material_balance", checks: 60, largest_error: 1e-9 }], breach_count: 0, breaches: [] }),
      open: ["The share of two groups is not proven."],
    },
  };
}

/** Two studies side by side. */
export function madeComparison(name: Wanted["name"]): Comparison {
  const one = made({ facilities: 6, members: 3, futures: 2, attacks: true, name });
  const side = (n: number) => ({
    run: `runs/made-${n}`,
    name: "made",
    title: one.title,
    finished: one.proof.finished,
    case_hash: one.proof.case_hash,
    sentences: one.sentences.map((sentence, at) => (at % 3 === n ? { ...sentence, text: `${sentence.text} ${n}` } : sentence)),
  });
  return {
    format: one.format,
    left: side(1),
    right: side(2),
    sentences: [name("Difference", 0), name("Difference", 1)],
    inputs: [
      { table: "facilities", row: "facility_1", column: "name", left: name("Plant", 0), right: name("Plant", 1) },
      { table: "facilities", row: "facility_9", column: "", left: null, right: name("Plant", 9) },
    ],
    plan: [
      { what: name("Plant", 1), unit: "t/yr", left: { number: 100 }, right: { number: 250 } },
      { what: name("Plant", 2), unit: "t/yr", left: null, right: { number: 50 } },
    ],
    money: [
      { what: "sales", unit: "MUSD", left: { number: 900 }, right: { number: 850 } },
      { what: "capex", unit: "MUSD", left: { number: -200 }, right: { number: -150 } },
    ],
    independence: [{ what: "mining", unit: "1", left: { number: 0.5 }, right: { number: 0.75 } }],
    resilience: [{ what: "kill cost of all together", unit: "MUSD", left: { word: "not exhaustible" }, right: { number: 400 } }],
    shares: [{ what: name("Member", 1), unit: "MUSD/yr", left: { number: 5 }, right: { number: 6.25 } }],
  };
}
