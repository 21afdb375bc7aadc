import { connect } from 'node:net';

/**
 * Sends bytes on a bare connection, and returns what came back until it was closed. A server that hangs up before it
 * has read everything resets the connection, so a reset after an answer is an end like any other.
 */
export function rawExchange(port: number, text: string | Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    let problem: Error | undefined;
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(text);
    });
    socket
      .on('data', (part: Buffer) => {
        answer += part.toString();
      })
      .on('error', (error) => {
        problem = error;
      })
      .on('close', () => {
        if (answer === '' && problem !== undefined) reject(problem);
        else resolve(answer);
      });
  });
}
