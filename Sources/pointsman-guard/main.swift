// The dead man's handle (DESIGN 4.5): a hold must not outlive the agent, and PAUSE survives the death of who asked for
// it. The agent starts this program with one end of a pipe as descriptor 0 and a ready console connection as descriptor
// 3, and says on the pipe what it holds. The pipe ends when the agent does, however it dies; then what is held is resumed.
// PgBouncer's fence keeps that safe. Exit code: 0 the agent is gone, 1 the console is.
import Glibc

let pipe: Int32 = 0
let console = Console(socket: 3)
var held = HeldDatabases()
var buffer = [UInt8](repeating: 0, count: 4096)

while true {
    var watched = [
        pollfd(fd: pipe, events: Int16(POLLIN), revents: 0),
        pollfd(fd: console.socket, events: Int16(POLLIN), revents: 0),
    ]
    guard poll(&watched, 2, -1) > 0 else { continue }
    if watched[0].revents != 0 {
        let count = read(pipe, &buffer, buffer.count)
        if count > 0 {
            held.take(buffer.prefix(count))
        } else if count == 0 || errno != EINTR {
            held.names.forEach(console.resume)
            exit(0)
        }
    } else if watched[1].revents != 0 {
        // An idle console has nothing to say: its end of file is the pooler's end.
        exit(1)
    }
}
