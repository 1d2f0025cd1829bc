import CLinux
import Glibc

/// Any process of this process id namespace, held by its pidfd: calls reach that process or, once it has ended, none,
/// even if another process gets its number.
package struct ProcessReference: ~Copyable, Sendable {
    package let processID: Int32
    private let pidfd: Descriptor

    /// - Throws: ESRCH if there is no such process, ENOSYS before Linux 5.3.
    package init(_ processID: Int32) throws(SystemError) {
        let number = clinux_pidfd_open(processID)
        guard number >= 0 else { throw SystemError(call: "pidfd_open", code: -number) }
        self.processID = processID
        pidfd = Descriptor(number)
    }

    /// Copies its descriptor `number` (pidfd_getfd(2)).
    /// - Throws: EPERM without ptrace access to it (ptrace(2), "Ptrace access mode checking"), which is checked first;
    ///   EBADF if it has no such descriptor, ESRCH if it has ended, ENOSYS before Linux 5.6.
    package func copy(of number: Int32) throws(SystemError) -> DescriptorCopy {
        let copy = clinux_pidfd_copy(pidfd.number, number)
        guard copy >= 0 else { throw SystemError(call: "pidfd_getfd", code: -copy) }
        return DescriptorCopy(Descriptor(copy))
    }

    /// The numbers of its open descriptors in the order of /proc, at most `most`. It blocks: not for the reactor.
    ///
    /// They belong to the process that has the number now: if that is another one, ``copy(of:)`` throws ESRCH.
    package func descriptors(most: Int) throws(SystemError) -> [Int32] {
        guard let stream = opendir("/proc/\(processID)/fd") else {
            throw SystemError(call: "opendir /proc/\(processID)/fd", code: errno)
        }
        defer { closedir(stream) }
        var numbers: [Int32] = []
        while numbers.count < most, let entry = readdir(stream) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if let number = Int32(name) { numbers.append(number) }
        }
        return numbers
    }

    /// The process id of the peer of a connected Unix socket: of the process that listened there (unix(7),
    /// SO_PEERCRED). Nil for another socket, and if the process is in another process id namespace.
    package static func peer(of socket: Int32) -> Int32? {
        let processID = clinux_peer_process(socket)
        return processID > 0 ? processID : nil
    }
}
