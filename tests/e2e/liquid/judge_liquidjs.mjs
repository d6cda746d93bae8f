// liquidjs as the judge: a case a line in, its output or null for an error a line out.
import { createInterface } from "node:readline";
import { Liquid } from "liquidjs";

const engine = new Liquid({ strictFilters: true });
let variables;
const answers = [];
for await (const line of createInterface({ input: process.stdin })) {
  if (variables === undefined) {
    variables = JSON.parse(line);
    continue;
  }
  try {
    answers.push(engine.parseAndRenderSync(JSON.parse(line).source, structuredClone(variables)));
  } catch {
    answers.push(null);
  }
}
process.stdout.write(answers.map((answer) => `${JSON.stringify(answer)}\n`).join(""));
