// Clients that are slow, hostile, many or gone, over real sockets.
import net from "node:net";
import { assert, finish, sampleCity, serve, sleep, test, until, Visitor } from "../journeys/kit.mjs";

const db = sampleCity();
const server = await serve(db);
const visitor = new Visitor(server);

// A raw connection: what was answered so far, and whether the server has closed it.
function connect(port = server.port) {
    const socket = net.connect(port, "127.0.0.1");
    const line = { socket, text: "", closed: false, opened: false };
    socket.on("data", (bytes) => { line.text += bytes.toString("latin1"); });
    socket.on("connect", () => { line.opened = true; });
    socket.on("close", () => { line.closed = true; });
    socket.on("error", () => {});
    line.send = (text) => socket.write(text, "latin1");
    return line;
}

const closeAll = (lines) => lines.forEach((line) => line.socket.destroy());

const smuggled = {
    "Content-Length with Transfer-Encoding": "POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "two Content-Length": "POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 3\r\n\r\nabcde",
    "the same Content-Length twice": "POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nabcde",
    "a Content-Length with a sign": "POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: +5\r\n\r\nabcde",
    "an unknown Transfer-Encoding": "POST /sign-in HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "a space before the colon": "POST /sign-in HTTP/1.1\r\nHost: x\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
    "two Hosts": "GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
    "a GET with a body": "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 34\r\n\r\nGET /office/imports HTTP/1.1\r\nX: y",
    "%00 in the path": "GET /listings/%00 HTTP/1.1\r\nHost: x\r\n\r\n",
    "a header of 40 KB": `GET / HTTP/1.1\r\nHost: x\r\nX: ${"a".repeat(40000)}\r\n\r\n`,
};

for (const [what, request] of Object.entries(smuggled)) {
    await test(`${what}: refused, the connection closed, nothing behind it answered`, async () => {
        const line = connect();
        line.send(`${request}GET /about HTTP/1.1\r\nHost: x\r\n\r\n`);
        await until(() => line.closed, 5000, `closed after: ${line.text.slice(0, 200)}`);
        const answers = [...line.text.matchAll(/HTTP\/1\.[01] (\d{3})/g)].map((match) => match[1]);
        assert.ok(answers.length > 0 && answers.every((status) => ["400", "413", "414", "431"].includes(status)), answers.join());
        assert.equal((await visitor.page("/about")).status, 200);
    });
}

async function times(count) {
    const list = [];
    for (let index = 0; index < count; index++) {
        const start = performance.now();
        assert.equal((await visitor.page("/search?q=数控")).status, 200);
        list.push(performance.now() - start);
    }
    return list.sort((a, b) => a - b)[Math.floor(count * 0.9)];
}

await test("400 clients that send a header or a body byte by byte are cut in time, and others are served meanwhile", async () => {
    const slow = Array.from({ length: 400 }, (_, index) => {
        const line = connect();
        line.send(index % 2 === 0 ? "GET / HTTP/1.1\r\nHost: x\r\nX-Slow: " : "POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 15000\r\n\r\n");
        return line;
    });
    const drip = setInterval(() => slow.forEach((line) => line.closed || line.send("a")), 500);
    try {
        await sleep(1000);
        const ninetieth = await times(40);
        assert.ok(ninetieth < 500, `the 90th of 100 normal requests took ${ninetieth} ms`);
        await until(() => slow.every((line) => line.closed), 30000, `all are cut; left ${slow.filter((line) => !line.closed).length}`);
        assert.ok(slow.every((line) => !/HTTP\/1\.1 (200|303)/.test(line.text)));
    } finally {
        clearInterval(drip);
        closeAll(slow);
    }
});

await test("1,000 connections that say nothing more, and still every request is answered", async () => {
    const idle = Array.from({ length: 1000 }, () => connect());
    try {
        await until(() => idle.every((line) => line.opened), 10000, "all are open");
        for (const line of idle) {
            line.send("GET /about HTTP/1.1\r\nHost: x\r\n\r\n");
        }
        await until(() => idle.every((line) => line.text.startsWith("HTTP/1.1 200")), 20000,
            `all are answered; without: ${idle.filter((line) => !line.text.startsWith("HTTP/1.1 200")).length}`);
        assert.ok(await times(30) < 500);
    } finally {
        closeAll(idle);
    }
});

await test("200 clients that go away in the middle of their request leave nothing behind", async () => {
    for (let index = 0; index < 200; index++) {
        const line = connect();
        line.send("POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 500\r\n\r\nlogin=");
        await until(() => line.opened, 5000, "open");
        index % 2 === 0 ? line.socket.destroy() : line.socket.resetAndDestroy();
    }
    assert.equal((await visitor.page("/")).status, 200);
});

await test("SIGTERM: a request that is being sent is answered to its end, then the server ends with 0 and lets no one else in", async () => {
    const other = await serve(db);
    const form = await new Visitor(other).page("/sign-in");
    const body = "login=office&password=wrong&csrf=";
    const line = connect(other.port);
    const cookie = form.headers.getSetCookie().map((text) => text.split(";")[0]).join("; ");
    const token = /name="csrf" value="([^"]+)"/.exec(form.text)[1];
    line.send(`POST /sign-in HTTP/1.1\r\nHost: x\r\nCookie: ${cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length + token.length}\r\n\r\n${body}`);
    await sleep(200);
    const ended = other.stop();
    await sleep(300);
    line.send(token);
    assert.equal(await ended, 0);
    assert.match(line.text, /^HTTP\/1\.1 422 /);
    assert.match(line.text, /<\/html>\s*$/);
    assert.match(line.text, /^Connection: close\r$/im);
    const late = connect(other.port);
    await until(() => late.closed, 2000, "nobody listens any more");
    assert.equal(late.opened, false);
});

await finish();
