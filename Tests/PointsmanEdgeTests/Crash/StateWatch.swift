import Glibc
import LinuxReactor

/// Reports what happens to the files of a state folder to a counter, as inotify(7) tells it: a temporary file made, one
/// renamed, one closed. It is told afterwards; the agent may have come a step further meanwhile.
@Reactor
final class StateWatch {
    private let inotify: Descriptor
    private let counter: CrashCounter
    private var reading: Task<Void, Never>?

    init(_ folder: String, counter: CrashCounter) throws {
        inotify = Descriptor(inotify_init())
        self.counter = counter
        _ = fcntl(inotify.number, F_SETFD, FD_CLOEXEC)
        _ = fcntl(inotify.number, F_SETFL, O_NONBLOCK)
        let mask = UInt32(IN_CREATE) | UInt32(IN_CLOSE_WRITE) | UInt32(IN_MOVED_TO)
        guard inotify_add_watch(inotify.number, folder, mask) >= 0 else {
            throw SystemError(call: "inotify_add_watch \(folder)", code: errno)
        }
        reading = Reactor.task { await self.read() }
    }

    func stop() {
        reading?.cancel()
    }

    private func read() async {
        let waiter = Waiter()
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while await waiter.wait(on: inotify.number, for: .reading) == .ready {
            let count = Glibc.read(inotify.number, &buffer, buffer.count)
            if count > 0 { report(buffer[..<count]) }
        }
    }

    private func report(_ bytes: ArraySlice<UInt8>) {
        let header = 16
        var rest = bytes
        while rest.count >= header {
            let (mask, length) = rest.withUnsafeBytes {
                (
                    $0.loadUnaligned(fromByteOffset: 4, as: UInt32.self),
                    Int($0.loadUnaligned(fromByteOffset: 12, as: UInt32.self))
                )
            }
            let name = String(decoding: rest.dropFirst(header).prefix(length).prefix { $0 != 0 }, as: UTF8.self)
            let what =
                mask & UInt32(IN_CREATE) != 0 ? "made" : mask & UInt32(IN_MOVED_TO) != 0 ? "renamed to" : "closed"
            counter.reach("file \(name) \(what)")
            rest = rest.dropFirst(header + length)
        }
    }
}
