/*
 * bench/peer/process.mjs: figures of the usual libraries, in one thread and in memory: instances a second
 * of a process with six user tasks (bpmn-engine, the model parsed once), and of processor time
 * expressions (feelin, the texts of bench_feel) and decisions by a table (its cells, as bench_dmn has
 * them). One JSON line.
 *      node process.mjs SECONDS
 */
import { EventEmitter } from "node:events";

import { Engine } from "bpmn-engine";
import BpmnModdle from "bpmn-moddle";
import { evaluate, unaryTest } from "feelin";

const seconds = Number(process.argv[2] ?? 3);
const tasks = [1, 2, 3, 4, 5, 6];
const flow = (n) =>
  `<sequenceFlow id="f${n}" sourceRef="t${n}" targetRef="${n < 6 ? `t${n + 1}` : "e"}"/>`;
const source = `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d"
  targetNamespace="t"><process id="p" isExecutable="true"><startEvent id="s"/>
  ${tasks.map((n) => `<userTask id="t${n}"/>`).join("")}<endEvent id="e"/>
  <sequenceFlow id="f0" sourceRef="s" targetRef="t1"/>${tasks.map(flow).join("")}
  </process></definitions>`;

const moddleContext = await new BpmnModdle().fromXML(source);

async function instance(n) {
  const listener = new EventEmitter();
  const engine = new Engine({ name: `i${n}`, moddleContext });
  const ended = engine.waitFor("end");

  listener.on("activity.wait", (api) => api.signal());
  await engine.execute({ listener });
  await ended;
}

async function instances(atOnce) {
  const began = performance.now();
  let n = 0;

  await Promise.all(Array.from({ length: atOnce }, async () => {
    while (performance.now() - began < seconds * 1000) await instance(n++);
  }));
  return n / ((performance.now() - began) / 1000);
}

const value_of = (answer) => answer?.value ?? answer;
const context = {
  "lệ phí": 75000, "số bản": 3, tên: "Nguyễn Văn An",
  "ngày nhận": value_of(evaluate('date("2026-11-20")', {})),
  "giấy tờ": [{ tên: "CCCD", bản: 1 }, { tên: "Ảnh", bản: 2 }, { tên: "Đơn", bản: 1 }],
};
const texts = ["lệ phí * số bản + 5000",
  'if số bản > 2 and lệ phí >= 50000 then "thu" else "miễn"', "lệ phí * 1.1 / 3",
  'ngày nhận + duration("P10D") < date("2026-12-31")', "sum(giấy tờ.bản) <= 4",
  "count(giấy tờ[bản > 1]) = 1", "for g in giấy tờ return g.tên",
  'upper case(tên) = "NGUYỄN VĂN AN"', "số bản in ([1..5], 7)",
  'some g in giấy tờ satisfies g.tên = "Ảnh"'];

/* Seconds of processor time that one call takes. */
function cost(call, least) {
  const began = process.cpuUsage();
  let n = 0, spent;

  do {
    for (let i = 0; i < 50; i++, n++) call();
    const { user, system } = process.cpuUsage(began);
    spent = (user + system) / 1e6;
  } while (spent < least);
  return spent / n;
}

/* The mean over the texts, as bench_feel counts. */
function expressions() {
  const costs = texts.map((text) => cost(() => evaluate(text, context), seconds / texts.length));

  return texts.length / costs.reduce((sum, c) => sum + c, 0);
}

const rules = [['"người có công"', "-", "-", "0"], ['"hộ nghèo"', "-", "-", "0"],
  ['"trẻ em"', "[1..2]", "-", "0"], ['"trẻ em"', "> 2", "< 100000", "lệ phí * 0.5"],
  ['"người cao tuổi", "người khuyết tật"', "-", "< 100000", "0"],
  ['not("tổ chức")', "1", "-", "lệ phí"], ['not("tổ chức")', "> 1", "-", "lệ phí * số bản"],
  ['"tổ chức"', "-", ">= 50000", "lệ phí * số bản * 2"]];
const inputs = { "đối tượng": "tổ chức", "số bản": 3, "lệ phí": 75000 };

/* Hit policy first; feelin has no tables, so that only its cells cost anything. */
function decide() {
  const values = Object.values(inputs);
  const hit = rules.find((rule) => values.every((v, i) =>
    rule[i] === "-" || value_of(unaryTest(rule[i], { ...inputs, "?": v })) === true));

  return value_of(evaluate(hit[3], inputs));
}
if (decide() !== 450000) throw new Error(`feelin decides ${decide()}`);

/* One after the other and 64 at once: its better figure counts. */
const rates = [await instances(1), await instances(64)];
console.log(JSON.stringify({ instances: Math.max(...rates), rates, expressions: expressions(),
  decisions: 1 / cost(decide, seconds) }));
