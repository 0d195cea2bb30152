// Endpoints on Node's ws. /chat is the chat of the classic tutorials: it greets, answers four questions, says goodbye
// and closes. All others send back what they get, and do a few things on command.
// Usage: node echo.js <ws module> <deflate> <port> [<certificate file> <key file>]. Prints its port.
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
function chat(socket) {
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
}
function echo(socket) {
  socket.on('message', (data, isBinary) => {
    const text = isBinary ? '' : data.toString();
    if (text.startsWith('close ')) {
      socket.close(Number(text.slice(6)), 'as you wish');
    } else if (text === 'fragments') {
      socket.send('one ', { fin: false });
      socket.send('two ', { fin: false });
      socket.send('three', { fin: true });
    } else if (text === 'ping') {
      socket.ping('are you there');
    } else if (text === 'drop') {
      socket.terminate();
    } else {
      socket.send(data, { binary: isBinary });
    }
  });
  socket.on('pong', (payload) => socket.send(`pong ${payload}`));
}
sockets.on('connection', (socket, request) => (request.url === '/chat' ? chat : echo)(socket));
server.listen(Number(port), '127.0.0.1', () => console.log(server.address().port));
process.stdin.on('end', () => process.exit(0)).resume();
