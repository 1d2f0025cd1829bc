import Glibc
import LinuxReactor

/// PgBouncer's own descriptors, of which this agent may take copies: a way to end single connections of it that takes no
/// capability, only the same user.
///
/// Its process is the one at the other end of a console connection, so it is the right one of several, whoever started it.
final class PoolerDescriptors: Sendable {
    private let process: ProcessReference
    /// No PgBouncer is looked through any further.
    private static let most = 65_536

    private init(_ process: consuming ProcessReference) {
        self.process = process
    }

    var processID: Int32 { process.processID }

    /// Finds the process and tries whether copies are to be had. It reads /proc: not for the reactor.
    /// - Parameter console: the socket of a connection to PgBouncer.
    static func behind(console: Int32) throws(CopyRefusal) -> PoolerDescriptors {
        guard let link = TCPLink(of: console) else {
            guard let process = ProcessReference.peer(of: console) else { throw .outOfSight }
            if process == 1 || ProcessStatus.name(of: process) == "systemd" { throw .openedByAnother(process) }
            do throws(SystemError) {
                return try open(process)
            } catch {
                if error.code == ESRCH { throw .openedByAnother(process) }
                throw CopyRefusal(error, by: [process], socket: console)
            }
        }
        return try holding(link.mirrored, console: console)
    }

    /// Looks through the processes that are called PgBouncer; one that keeps us out may be the one.
    private static func holding(_ link: TCPLink, console: Int32) throws(CopyRefusal) -> PoolerDescriptors {
        var refused: [(process: Int32, error: SystemError)] = []
        for process in ProcessStatus.processes(named: "pgbouncer") {
            do throws(SystemError) {
                let candidate = try open(process)
                if candidate.has(link) { return candidate }
            } catch {
                if error.code != ESRCH { refused.append((process, error)) }
            }
        }
        guard let first = refused.first else { throw .outOfSight }
        throw CopyRefusal(first.error, by: refused.map(\.process), socket: console)
    }

    /// Shuts down those of `links` that it has; all others it leaves alone. It reads /proc: not for the reactor.
    /// - Returns: how many, and what went wrong with one that could not be.
    func shutDown(_ links: [TCPLink], until deadline: ContinuousClock.Instant) -> (count: Int, failure: SystemError?) {
        var wanted = Set(links)
        var count = 0
        do throws(SystemError) {
            for number in try process.descriptors(most: Self.most) {
                guard !wanted.isEmpty, ContinuousClock.now < deadline else { break }
                // What a copy is of is asked of the copy itself: the number may stand for another socket by now.
                guard let copy = try copy(of: number), let link = copy.link, wanted.remove(link) != nil else {
                    continue
                }
                try copy.shutDown()
                count += 1
            }
            return (count, nil)
        } catch {
            return (count, error)
        }
    }

    private func has(_ link: TCPLink) -> Bool {
        let numbers = (try? process.descriptors(most: Self.most)) ?? []
        return numbers.contains { number in
            // Two statements: an optional of what can't be copied has no map here.
            guard let copy = try? copy(of: number) else { return false }
            return copy.link == link
        }
    }

    /// Nil where it has been closed since it was listed.
    private func copy(of number: Int32) throws(SystemError) -> DescriptorCopy? {
        do throws(SystemError) {
            return try process.copy(of: number)
        } catch {
            guard error.code == EBADF else { throw error }
            return nil
        }
    }

    private static func open(_ process: Int32) throws(SystemError) -> PoolerDescriptors {
        let found = PoolerDescriptors(try ProcessReference(process))
        // Its standard input, which no program misses; rights are asked for before the descriptor is.
        _ = try found.copy(of: 0)
        return found
    }
}
