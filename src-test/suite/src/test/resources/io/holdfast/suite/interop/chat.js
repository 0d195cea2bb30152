// The chat of the classic tutorials on Node's ws: greets, answers four questions, says goodbye and closes.
// Usage: node chat.js <ws module> <deflate> <port> [<certificate file> <key file>]. Prints its port.
const fs = require('fs');
const [wsModule, deflate, port, certificate, key] = process.argv.slice(2);
const { WebSocketServer } = require(wsModule);
const server = certificate
  ? require('https').createServer({ cert: fs.readFileSync(certificate), key: fs.readFileSync(key) })
  : require('http').createServer();
const sockets = new WebSocketServer({
  server,
  perMessageDeflate: deflate === 'true' ? { threshold: 0 } : false,
  maxPayload: 32 << 20,
  handleProtocols: (offered) => (offered.has('superchat') ? 'superchat' : false),
});
sockets.on('connection', (socket) => {
  let questions = 0;
  socket.send('Hello! Ask me four questions.');
  socket.on('message', (data) => {
    questions += 1;
    socket.send(`Answer ${questions} to "${data}"`);
    if (questions === 4) {
      socket.send('Goodbye');
      socket.close(1000, 'four answers given');
    }
  });
});
server.listen(Number(port), '127.0.0.1', () => console.log(server.address().port));
process.stdin.on('end', () => process.exit(0)).resume();
