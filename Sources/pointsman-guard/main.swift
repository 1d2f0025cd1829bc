// The guard of a hold (HowItDecides.md): a hold must not outlive the agent, nor last longer than allowed if the agent
// is stuck; and a PAUSE survives the process that sent it. The agent starts this program with one end of a pipe as
// descriptor 0, one end of a pipe for answers as 1, an idle console connection as 3, and as 5 and 6 the sockets of the
// consoles on which it sends its own commands and checks the results of a hold. It writes to the pipe what it holds,
// and until when.
//
// The pipe closes when the agent ends, for any reason; then the guard resumes what is held. It does the same when a
// hold's time is over and the agent has written nothing more. In that case it shuts the agent's consoles down first,
// since any later command of the agent would belong to a hold that is gone; and waiting clients fail soon, as the agent
// would make them. PgBouncer's fence keeps both cases safe. Exit code: 0 the agent is gone, 1 the console is gone, 2
// clients were let go in the agent's place.
import Glibc

let pipe: Int32 = 0
let answers: Int32 = 1
let console = Console(socket: 3)
/// The sockets of the agent's own consoles.
let consoles: ClosedRange<Int32> = 5...6
var held = HeldDatabases()
var buffer = [UInt8](repeating: 0, count: 4096)
signal(SIGPIPE, SIG_IGN)

while true {
    var watched = [
        pollfd(fd: pipe, events: Int16(POLLIN), revents: 0),
        pollfd(fd: console.socket, events: Int16(POLLIN), revents: 0),
    ]
    let ready = poll(&watched, 2, held.deadline.map { BootTime.milliseconds(until: $0) } ?? -1)
    if ready < 0 { continue }
    if watched[0].revents != 0 {
        // The agent's lines are read before the time is checked: it may have released a database before the guard
        // noticed.
        let count = read(pipe, &buffer, buffer.count)
        if count > 0 {
            held.take(buffer.prefix(count))
            while held.pings > 0 {
                held.pings -= 1
                write(answers, "\n", 1)
            }
        } else if count == 0 || errno != EINTR {
            console.run(held.resumption)
            exit(0)
        }
    } else if watched[1].revents != 0 {
        // An idle console sends nothing: readiness means its end of file, and the end of the pooler.
        exit(1)
    } else if let deadline = held.deadline, deadline <= BootTime.now {
        // An agent that goes on must learn why its consoles ended, or it would kill its guard.
        write(answers, "G", 1)
        for socket in consoles { shutdown(socket, Int32(SHUT_RDWR)) }
        console.run(held.resumption + (held.isGuest ? [] : ["SET query_wait_timeout=1"]))
        if held.isGuest { console.endThoseWhoWait(for: held.names) }
        exit(2)
    }
}
