// Draws the charts, sorts and filters the tables. Everything shown is in the page already:
// without this program it still reads and prints.
"use strict";

const data = JSON.parse(document.getElementById("data").textContent);

// Charts

function withDecimals(value, decimals) {
  return value.toLocaleString("en-US", { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}

function dataset(chart, series) {
  return {
    label: series.label,
    data: series.values,
    backgroundColor: series.colour,
    borderColor: series.colour,
    borderWidth: chart.kind === "line" ? 2 : 0,
    pointRadius: chart.kind === "line" ? 2 : 0,
    spanGaps: false,
  };
}

function draw(chart) {
  return new Chart(document.getElementById(`chart-${chart.code}`), {
    type: chart.kind,
    data: { labels: chart.labels, datasets: chart.series.map((series) => dataset(chart, series)) },
    options: {
      animation: false,
      maintainAspectRatio: false,
      interaction: { mode: "index", intersect: false },
      scales: {
        x: { stacked: chart.is_stacked, grid: { display: false } },
        y: { stacked: chart.is_stacked, ticks: { callback: (value) => value.toLocaleString("en-US") } },
      },
      plugins: {
        legend: { position: "bottom", labels: { boxWidth: 12 } },
        tooltip: {
          callbacks: {
            label: (item) =>
              `${item.dataset.label}: ${withDecimals(item.parsed.y, chart.series[item.datasetIndex].decimals)}`,
          },
        },
      },
    },
  });
}

const charts = data.charts.map(draw);
// Paper is narrower than the screen.
window.addEventListener("beforeprint", () => charts.forEach((chart) => chart.resize()));
window.addEventListener("afterprint", () => charts.forEach((chart) => chart.resize()));

// Tables

const words = new Intl.Collator(document.documentElement.lang, { numeric: true, sensitivity: "base" });
Tablesort.extend("words", () => false, (one, other) => words.compare(other, one));
document.querySelectorAll("table").forEach((table) => new Tablesort(table));

function folded(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

// Money as whole cents: exact, whatever the sum.
function cents(text) {
  const [whole, fraction = ""] = text.replace("-", "").split(".");
  const amount = BigInt(whole + (fraction + "00").slice(0, 2));
  return text.startsWith("-") ? -amount : amount;
}

function money(amount) {
  const digits = (amount < 0n ? -amount : amount).toString().padStart(3, "0");
  const whole = digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ",");
  return `${amount < 0n ? "-" : ""}${whole}.${digits.slice(-2)}`;
}

// The totals follow the filter, per unit; the last row, without a unit, is of all units together.
function total(table) {
  const headings = [...table.tHead.rows[0].cells];
  const shown = [...table.tBodies[0].rows].filter((row) => !row.hidden);
  for (const foot of table.tFoot ? table.tFoot.rows : []) {
    const unit = foot.dataset.unit;
    const rows = unit === "" ? shown : shown.filter((row) => row.dataset.unit === unit);
    headings.forEach((heading, place) => {
      const kind = heading.dataset.total;
      if (!["amount", "functional"].includes(kind) || (unit === "" && kind !== "functional")) return;
      const sum = rows.reduce((soFar, row) => soFar + cents(row.cells[place].dataset.sort || "0"), 0n);
      foot.cells[place].textContent = money(sum);
      foot.cells[place].classList.toggle("negative", sum < 0n);
    });
  }
}

function filter(input) {
  const table = document.getElementById(input.dataset.table);
  const wanted = folded(input.value).split(/\s+/).filter(Boolean);
  let count = 0;
  for (const row of table.tBodies[0].rows) {
    const text = folded([...row.cells].map((cell) => cell.textContent).join(" "));
    row.hidden = !wanted.every((word) => text.includes(word));
    count += row.hidden ? 0 : 1;
  }
  const label = document.querySelector(`[data-count="${CSS.escape(input.dataset.table)}"]`);
  label.textContent = `${count.toLocaleString("en-US")} ${data.rows}`;
  // Of a table that is cut the totals are of all its rows, those not shown too.
  if (!("keepsTotals" in input.dataset)) total(table);
}

document.querySelectorAll("input[data-table]").forEach((input) => {
  input.addEventListener("input", () => filter(input));
});
