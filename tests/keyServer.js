"use strict";
const { createServer } = require("node:http");
const { parentPort } = require("node:worker_threads");

/**
 * A Vault that encrypts with no key at all: the key of a sandbox's states is no secret, and the engine derives
 * none where it is given one. In a thread of its own, so that it answers while a test waits for a process.
 */
const server = createServer((request, response) => {
    let text = "";
    request.setEncoding("utf8").on("data", (part) => {
        text += part;
    });
    request.on("end", () => {
        const { plaintext, ciphertext } = JSON.parse(text);
        const data = request.url.includes("/encrypt/")
            ? { ciphertext: `vault:v1:${plaintext}` }
            : { plaintext: ciphertext.replace(/^vault:v1:/, "") };
        response.setHeader("content-type", "application/json").end(JSON.stringify({ data }));
    });
});
server.listen(0, "127.0.0.1", () => parentPort.postMessage(server.address().port));
