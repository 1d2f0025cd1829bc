// The dead man's handle (HowItDecides.md): a hold must not outlive the agent, nor last longer than it may where the agent is
// stuck; and PAUSE survives the death of who asked for it. The agent starts this program with one end of a pipe as
// descriptor 0, one of a pipe for answers as 1, a ready console connection as 3, and the sockets of the consoles on which it
// gives its own commands, and asks what came of a hold, as 5 and 6; and says on the pipe what it holds, and until when.
//
// The pipe ends when the agent does, however it dies; then what is held is resumed. So it is when a hold's time is over and
// the agent has said nothing more: then the agent loses its consoles first, since whatever it would do with that when it goes
// on it would do for a hold that is gone; and who waits fails soon, as the agent would have it. PgBouncer's fence keeps both
// safe. Exit code: 0 the agent is gone, 1 the console is, 2 clients were let go in the agent's place.
import Glibc

let pipe: Int32 = 0
let answers: Int32 = 1
let console = Console(socket: 3)
/// The agent's own consoles.
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
        // All that the agent has said comes before the time: it may have released what we were late to notice.
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
        // An idle console has nothing to say: its end of file is the pooler's end.
        exit(1)
    } else if let deadline = held.deadline, deadline <= BootTime.now {
        // The agent that goes on must not take the end of its consoles for another reason, and kill its guard.
        write(answers, "G", 1)
        for socket in consoles { shutdown(socket, Int32(SHUT_RDWR)) }
        console.run(held.resumption + (held.isGuest ? [] : ["SET query_wait_timeout=1"]))
        if held.isGuest { console.endThoseWhoWait(for: held.names) }
        exit(2)
    }
}
