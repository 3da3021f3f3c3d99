import { expect, test } from "@playwright/test";
import { at } from "../src/model";
import { csv } from "../src/page/csv";
import { exact, list, number, percent, sentence, words } from "../src/page/format";
import { read, written } from "../src/page/state";

test("numbers are written with the digits that they have", () => {
  expect([0, -0, 0.00123456, 12.345, 1234.5, -1234567, 99.96].map(number)).toEqual([
    "0",
    "0",
    "0.00123",
    "12.3",
    "1,235",
    "−1,234,567",
    "100",
  ]);
  expect([null, undefined, NaN].map(number)).toEqual(["–", "–", "–"]);
  expect([0, 0.005, 0.5, 1, -0.25].map(percent)).toEqual(["0%", "0.5%", "50%", "100%", "−25%"]);
  expect([0.1234567, 1234567, -2].map(exact)).toEqual(["0.123457", "1,234,570", "−2"]);
});

test("words and sentences", () => {
  expect([list([]), list(["a"]), list(["a", "b", "c"])]).toEqual(["", "a", "a, b and c"]);
  expect(words("export_ban")).toBe("Export ban");
  expect([sentence("the case has no attacks"), sentence("Done."), sentence("")]).toEqual(["The case has no attacks.", "Done.", ""]);
});

test("CSV keeps what it is given, and no spreadsheet runs it", () => {
  const columns = [{ name: "name" }, { name: "amount", unit: "t" }];
  const text = csv({
    columns,
    rows: [
      ['a "b", c', 1.5],
      ["=SUM(A1)", null],
      ["-3", -3],
      ["包头\nx", 0],
    ],
  });
  expect(text).toBe(`\uFEFFname,amount\r\n"a ""b"", c",1.5\r\n'=SUM(A1),\r\n-3,-3\r\n"包头\nx",0\r\n`);
});

test("a series is 0 in the states that it does not list", () => {
  const series = { at: [1, 4, 9], value: [10, 40, 90] };
  expect([0, 1, 2, 4, 8, 9, 10].map((state) => at(series, state))).toEqual([0, 10, 0, 40, 0, 90, 0]);
  expect(at({ at: [], value: [] }, 3)).toBe(0);
});

test("the choice goes into the address and comes back", () => {
  const allowed = { years: [2026, 2030], scenarios: ["calm", "a&b=c #1"], members: ["alder"] };
  const otherwise = { year: 2026, scenario: "calm", member: "" };
  const choice = { year: 2030, scenario: "a&b=c #1", member: "alder" };
  expect(read(written(choice), allowed, otherwise)).toEqual(choice);
  expect(read("#year=1&scenario=x&member=y", allowed, otherwise)).toEqual(otherwise);
  expect(read("#answer", allowed, otherwise)).toEqual(otherwise);
});
