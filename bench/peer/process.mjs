/*
 * bench/peer/process.mjs: figures of the usual libraries, in one thread and in memory: instances a second
 * of a process with six user tasks (bpmn-engine, the model parsed once), and
 * expressions a second of processor time (feelin, the texts of bench_feel). One JSON line.
 *      node process.mjs SECONDS
 */
import { EventEmitter } from "node:events";

import { Engine } from "bpmn-engine";
import BpmnModdle from "bpmn-moddle";
import { evaluate } from "feelin";

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

const context = {
  "lệ phí": 150000, "số bản": 2, tên: "Nguyễn Văn An",
  "giấy tờ": [{ tên: "Đơn", bản: 1 }, { tên: "Ảnh", bản: 2 }],
};
const texts = ["lệ phí * 1.1 / 3", "sum(giấy tờ.bản) <= 4", "count(giấy tờ[bản > 1]) = 1",
  "upper case(tên) = \"NGUYỄN VĂN AN\"", "some g in giấy tờ satisfies g.tên = \"Ảnh\""];

/* The mean over the texts, as bench_feel counts. */
function expressions() {
  let sum = 0;

  for (const text of texts) {
    const began = process.cpuUsage();
    let n = 0, spent;

    do {
      for (let i = 0; i < 50; i++, n++) evaluate(text, context);
      const { user, system } = process.cpuUsage(began);
      spent = (user + system) / 1e6;
    } while (spent < seconds / texts.length);
    sum += spent / n;
  }
  return texts.length / sum;
}

/* One after the other and 64 at once: its better figure counts. */
const rates = [await instances(1), await instances(64)];
console.log(JSON.stringify({ instances: Math.max(...rates), rates, expressions: expressions() }));
