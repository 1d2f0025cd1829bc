import Glibc
import LinuxReactor

/// PgBouncer's own descriptors, which this agent may copy: with copies it can end single connections, which takes no
/// capability, only the same user.
///
/// The process is the one at the other end of a console connection, so it is the right one of several.
final class PoolerDescriptors: Sendable {
    private let process: ProcessReference
    /// The most descriptors of a process that are looked at.
    private static let most = 65_536

    private init(_ process: consuming ProcessReference) {
        self.process = process
    }

    var processID: Int32 { process.processID }

    /// Finds the process and tries whether its descriptors can be copied. It reads /proc: not for the reactor.
    /// - Parameter console: the socket of a connection to PgBouncer.
    /// - Throws: the reason if they can't be copied, or no such process is found.
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

    /// Searches the processes that are called pgbouncer. One that refuses access may be the right one.
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

    /// Shuts down those of `links` that the process has, and no others. It reads /proc: not for the reactor.
    /// - Returns: the number of links that were shut down, and the error of one that could not be.
    func shutDown(_ links: [TCPLink], until deadline: ContinuousClock.Instant) -> (count: Int, failure: SystemError?) {
        var wanted = Set(links)
        var count = 0
        do throws(SystemError) {
            for number in try process.descriptors(most: Self.most) {
                guard !wanted.isEmpty, ContinuousClock.now < deadline else { break }
                // The copy itself tells its link: the descriptor's number may belong to another socket by now.
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
            // In two statements, since an optional of a noncopyable type has no map here.
            guard let copy = try? copy(of: number) else { return false }
            return copy.link == link
        }
    }

    /// A copy of the descriptor; nil if it was closed after it was listed.
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
        // A trial with its standard input, which every program has; the kernel checks the rights before the descriptor.
        _ = try found.copy(of: 0)
        return found
    }
}
