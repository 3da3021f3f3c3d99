"""Recomputes shares, statements and equity of an audit package, from its files alone: python3 scripts/books_check.py FOLDER

It shares nothing with recoop: Python's standard library, fractions instead of integers. Exit code 1 lists what differs."""

import csv
import math
import sys
from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

ASSET, LIABILITY, EQUITY, INCOME, COST = "1", "2", "3", "4", "5"
GROUPS = {
    ASSET: "cash receivable_member receivable_customer inventory plant accumulated_depreciation other_asset",
    LIABILITY: "payable_delivery payable_patronage payable_redemption payable_dividend payable_side withholding payable_supplier accrued"
    " pool_proceeds unlabeled tax_payable thorium_provision debt",
    EQUITY: "membership_share delivery_share paid_in preferred subscriptions qualified nonqualified retain_qualified retain_nonqualified"
    " unallocated_reserve mutual_defense_fund net_earnings",
    INCOME: "sales tolls nonoperating_income",
    COST: "product_cost operating_cost depreciation write_down credit_loss thorium_cost interest income_tax",
}
GROUP = {account: group for group, accounts in GROUPS.items() for account in accounts.split()}
MEMBER_EQUITY = set(GROUPS[EQUITY].split()) - {"subscriptions", "unallocated_reserve", "mutual_defense_fund", "net_earnings"}


def cents(text):
    return int(Fraction(text) * 100)


def day(text):
    return date.fromisoformat(text)


def split(total, weights):
    """Largest remainder; equal remainders in the order of the list."""
    if not total:
        return [0] * len(weights)
    whole = sum(weights)
    exact = [Fraction(abs(total)) * w / whole for w in weights]
    parts = [math.floor(x) for x in exact]
    order = sorted(range(len(weights)), key=lambda i: (parts[i] - exact[i], i))
    for i in order[: abs(total) - sum(parts)]:
        parts[i] += 1
    return [p if total > 0 else -p for p in parts]


class Package:
    def __init__(self, folder):
        self.folder, self.wrong = Path(folder), []
        self.settings = {row["key"]: row["value"] for row in self.read("settings.csv")}
        self.month = int(self.settings["year_end_month"])
        self.as_of = day(self.settings["as_of"])
        self.journal = self.read("journal.csv")
        for row in self.journal:
            row["cents"], row["n"], row["day"] = cents(row["usd"]), int(row["entry"]), day(row["date"])
            row["key"] = tuple(row[c] for c in ("account", "member", "pool", "unit", "year"))
        self.members = self.read("members.csv")
        self.records = {row["document"]: row for row in self.read("records.csv")}

    def read(self, name):
        with open(self.folder / name, newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file))

    def fault(self, text):
        self.wrong.append(text)

    def year_of(self, d):
        return d.year + (d.month > self.month)

    def last_day(self, year):
        return date(year + (self.month == 12), self.month % 12 + 1, 1) - timedelta(days=1)

    def position(self, document):
        return int(self.records[document]["position"])

    # Entries and balances.

    def check_entries(self):
        sums = defaultdict(int)
        for row in self.journal:
            sums[row["n"]] += row["cents"]
            if row["account"] not in GROUP:
                self.fault(f"entry {row['n']}: unknown account {row['account']}")
            if row["maker"] and row["maker"] == row["approver"]:
                self.fault(f"entry {row['n']}: maker and approver are one person")
            record = self.records.get(row["document"])
            if not record or (record["date"], record["maker"], record["approver"]) != (row["date"], row["maker"], row["approver"]):
                self.fault(f"entry {row['n']}: its document is another one in records.csv")
        for n, total in sums.items():
            if total:
                self.fault(f"entry {n}: lines sum to {total} cents")

    def check_trial_balance(self):
        ours, theirs = defaultdict(int), defaultdict(int)
        for row in self.journal:
            if row["day"] <= self.as_of:
                ours[row["key"]] += row["cents"]
        for row in self.read("trial_balance.csv"):
            theirs[tuple(row[c] for c in ("account", "member", "pool", "unit", "year"))] += cents(row["usd"])
        for key in set(ours) | set(theirs):
            if ours[key] != theirs[key]:
                self.fault(f"trial balance: {':'.join(filter(None, key))} is {ours[key]} cents by the journal, {theirs[key]} in the file")

    def check_equity(self):
        ours = defaultdict(lambda: [0, 0, 0])
        first = min((self.year_of(row["day"]) for row in self.journal), default=0)
        running = defaultdict(int)
        for row in sorted(self.journal, key=lambda row: row["n"]):
            if GROUP.get(row["account"]) != EQUITY:
                continue
            running[row["key"]] -= row["cents"]
            if row["account"] in MEMBER_EQUITY and running[row["key"]] < 0 and row["cents"] > 0:
                self.fault(f"entry {row['n']}: {':'.join(filter(None, row['key']))} falls below zero")
            if row["day"] > self.as_of:
                continue
            for year in range(self.year_of(row["day"]), self.year_of(self.as_of) + 1):
                sums = ours[(year, row["key"])]
                if self.year_of(row["day"]) < year:
                    sums[0] -= row["cents"]
                elif row["cents"] < 0:
                    sums[1] -= row["cents"]
                else:
                    sums[2] += row["cents"]
            if row["kind"] == "delivery" and row["account"].startswith("retain_") and int(row["year"]) != self.year_of(row["day"]):
                self.fault(f"entry {row['n']}: a retain of {row['date']} is issued for {row['year']}")
        theirs = {}
        for row in self.read("equity_roll_forward.csv"):
            key = (int(row["fiscal_year"]), tuple(row[c] for c in ("account", "member", "pool", "unit", "year")))
            theirs[key] = [cents(row[c]) for c in ("opening", "added", "taken", "closing")]
        for key in set(ours) | set(theirs):
            o = ours.get(key, [0, 0, 0])
            mine = [*o, o[0] + o[1] - o[2]]
            if mine != theirs.get(key, [0, 0, 0, 0]) and key[0] >= first:
                self.fault(f"equity of {key[0]}: {':'.join(filter(None, key[1]))} is {mine} by the journal, {theirs.get(key)} in the file")
        self.closing = {key[1]: values[3] for key, values in theirs.items() if key[0] == self.year_of(self.as_of)}

    # Bylaws, consents, shares.

    def bylaws(self, d, table):
        folders = sorted((f for f in (self.folder / "bylaws").iterdir()), key=lambda f: int(f.name.split("-")[0]))
        force = [f for f in folders if day(f.name.split("-", 1)[1]) <= d]
        path = force[-1] / f"{table}.csv"
        if not path.exists():
            return []
        rows = self.read(path.relative_to(self.folder))
        return [row for row in rows if day(row["from"]) <= d and (not row["until"] or d <= day(row["until"]))]

    def successor(self, member, before):
        by = {m["member"]: m for m in self.members}
        mergers = {r["document"]: r for r in self.records.values() if r["kind"] == "merger"}
        while by[member]["merged_into"]:
            on = by[member]["merged_on"]
            posted = [int(r["position"]) for r in mergers.values() if r["date"] == on]
            if not posted or min(posted) > before:
                break
            member = by[member]["merged_into"]
        return member

    def covered(self, member, delivered, entered, before):
        consents = [c for c in self.read("consents.csv") if c["member"] == member and self.position(c["document"]) < before]
        dated = lambda form: [day(c["date"]) for c in consents if c["form"] == form]
        for w in dated("written"):
            start = self.last_day(self.year_of(w) - 1) + timedelta(days=1)
            revoked = any(
                r >= w and delivered > self.last_day(self.year_of(r)) and not (entered and entered <= r) for r in dated("revocation")
            )
            if delivered >= start and not revoked:
                return True
        return any(delivered > c for c in dated("bylaw_copy"))

    def check_shares(self):
        drafts = defaultdict(list)
        for row in self.read("allocations.csv"):
            drafts[row["allocation"]].append(row)
        self.check_resolutions(drafts)
        for allocation, rows in drafts.items():
            if not rows[0]["resolution"]:
                continue
            resolution = [row for row in self.journal if row["document"] == rows[0]["resolution"]]
            mine = self.shares(allocation, int(rows[0]["year"]), resolution)
            theirs = {(r["unit"], r["member"]): tuple(cents(r[c]) for c in ("usd", "cash", "qualified", "nonqualified")) for r in rows}
            if mine != theirs:
                for key in sorted(set(mine) | set(theirs)):
                    if mine.get(key) != theirs.get(key):
                        self.fault(f"allocation {allocation}: {key} is {mine.get(key)} cents recomputed, {theirs.get(key)} in the file")
            self.check_posted(allocation, rows[0]["year"], mine, resolution)

    def check_resolutions(self, drafts):
        """Every posted dividend has its allocation."""
        declared = {rows[0]["resolution"] for rows in drafts.values()}
        reversed_ = {row["reverses"] for row in self.journal if row["reverses"]}
        for row in self.journal:
            if row["kind"] == "resolution" and row["legal"] == "patronage_dividend" and row["document"] not in declared | reversed_:
                self.fault(f"entry {row['n']}: a patronage dividend without an allocation")

    def shares(self, allocation, year, resolution):
        last, before = self.last_day(year), self.position(allocation)
        terms = self.bylaws(last, "patronage")[0]
        units = self.bylaws(last, "units")
        first = min(row["n"] for row in resolution)
        net = defaultdict(int)
        for row in self.journal:
            if row["account"] == "net_earnings" and row["year"] == str(year) and row["n"] < first:
                net[row["unit"]] -= row["cents"]
        for row in self.read("adjustments.csv"):
            if row["allocation"] == allocation:
                net[row["unit"]] += cents(row["usd"])
        patronage = {
            u["unit"]
            for u in units
            if u["source_label"] == "member"
            or (u["source_label"] in ("nonmember", "government") and u["counsel_label"] and u["counsel_date"])
        }
        order = [u["unit"] for u in units if u["unit"] in patronage]
        if terms["netting"] == "yes":
            loss = -sum(net[u] for u in order if net[u] < 0)
            taken = min(loss, sum(net[u] for u in order if net[u] > 0))
            if taken:
                for u, part in zip(order, split(taken, [max(net[u], 0) for u in order])):
                    net[u] -= part
        business = defaultdict(list)
        for row in self.read("business.csv"):
            if int(row["year"]) == year and self.position(row["document"]) < before:
                business[row["unit"]].append(row)
        result = {}
        for unit in order:
            if net[unit] <= 0:
                continue
            allocated = net[unit] - math.floor(net[unit] * Fraction(terms["reserve"]))
            measure = "kg" if terms["key"] != "value" else "usd"
            total, covered = defaultdict(Fraction), defaultdict(Fraction)
            for row in business[unit]:
                member, size = self.successor(row["member"], before), Fraction(row[measure])
                total[member] += size
                entered = day(row["entered"]) if row["entered"] else None
                if self.covered(member, day(row["delivered"]), entered, before):
                    covered[member] += size
            members = [m["member"] for m in self.members if m["member"] in total]
            for member, amount in zip(members, self.parts(terms, allocated, members, total)):
                inside = min(max(covered[member], 0), total[member])
                both = split(amount, [inside, total[member] - inside]) if total[member] else [0, amount]
                money = [math.ceil(part * Fraction(terms["cash"])) for part in both]
                qualifies = terms["notice"] == "qualified" and 5 * money[0] >= both[0]
                qualified = both[0] - money[0] if qualifies else 0
                result[(unit, member)] = (amount, sum(money), qualified, amount - sum(money) - qualified)
        return result

    @staticmethod
    def parts(terms, allocated, members, total):
        weights = [total[m] for m in members]
        partner = terms["rounding_partner"]
        if partner not in members:
            return split(allocated, weights)
        parts = [math.floor(Fraction(allocated) * w / sum(weights) + Fraction(1, 2)) for w in weights]
        parts[members.index(partner)] = 0
        parts[members.index(partner)] = allocated - sum(parts)
        return parts

    def check_posted(self, allocation, year, mine, resolution):
        posted, expected = defaultdict(int), defaultdict(int)
        for row in resolution:
            if row["legal"] == "patronage_dividend":
                posted[(row["account"], row["member"], row["year"])] -= row["cents"]
        for (_, member), (_, cash, qualified, nonqualified) in mine.items():
            expected[("payable_patronage", member, "")] += cash
            expected[("qualified", member, year)] += qualified
            expected[("nonqualified", member, year)] += nonqualified
        for key in set(posted) | set(expected):
            if posted[key] != expected[key]:
                self.fault(f"allocation {allocation}: {key} is posted as {posted[key]} cents, recomputed {expected[key]}")

    # Statements.

    def check_statements(self):
        for path in sorted((self.folder / "statements").glob("*.csv")):
            with open(path, newline="", encoding="utf-8") as file:
                rows = list(csv.reader(file))
            totals = {row[1]: row[2:] for row in rows if row[0] == "total"}
            if path.stem.startswith("balance-sheet-"):
                self.check_balance_sheet(path.name, self.last_day(int(path.stem[-4:])), totals)
            elif path.stem.startswith("operations-"):
                columns = next(row[2:] for row in rows if row[0] == "columns")
                self.check_operations(path.name, int(path.stem[-4:]), columns, totals["Income and costs (USD)"])
            elif path.stem.startswith("capital-"):
                member = path.stem[len("capital-") :]
                closing = sum(v for key, v in self.closing.items() if key[1] == member)
                printed = cents(totals["Equity by class and year of issue (USD)"][-1])
                if closing != printed:
                    self.fault(f"{path.name}: closing is {closing} cents by the journal, {printed} printed")

    def check_balance_sheet(self, name, last, totals):
        duty = {
            row["kind"] for row in self.bylaws(last, "equity") if row["duty"] != "none" and not row["auditor_label"]
        }
        sums = defaultdict(int)
        for row in self.journal:
            if row["day"] <= last:
                group = LIABILITY if row["account"] in duty else GROUP[row["account"]]
                sums[EQUITY if group in (INCOME, COST) else group] += row["cents"]
        for group, title, sign in ((ASSET, "Assets (USD)", 1), (LIABILITY, "Liabilities (USD)", -1), (EQUITY, "Members' equity (USD)", -1)):
            printed = cents(totals[title][-1])
            if sign * sums[group] != printed:
                self.fault(f"{name}: {title} is {sign * sums[group]} cents by the journal, {printed} printed")

    def check_operations(self, name, year, columns, total):
        closes = {row["document"] for row in self.journal if row["kind"] == "year_close"}
        net = defaultdict(int)
        for row in self.journal:
            closing = row["document"] in closes or row["reverses"] in closes
            if GROUP[row["account"]] in (INCOME, COST) and self.year_of(row["day"]) == year and not closing:
                net[row["unit"]] -= row["cents"]
        net["Total"] = sum(net.values())
        for column, printed in zip(columns[1:], total[1:]):
            if net[column] != cents(printed):
                self.fault(f"{name}: net earnings of {column} are {net[column]} cents by the journal, {printed} printed")

    def check(self):
        self.check_entries()
        self.check_trial_balance()
        self.check_equity()
        self.check_shares()
        self.check_statements()
        return self.wrong


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: python3 scripts/books_check.py FOLDER")
    package = Package(sys.argv[1])
    wrong = package.check()
    for line in wrong:
        print(line)
    entries = len({row["n"] for row in package.journal})
    print(f"{entries} entries, {len(package.journal)} lines: {len(wrong)} differences")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
