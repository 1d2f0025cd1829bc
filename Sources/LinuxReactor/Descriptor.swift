import CLinux
import Glibc

/// A file descriptor that is closed with its owner.
package struct Descriptor: ~Copyable, Sendable {
    package let number: Int32

    package init(_ number: Int32) {
        self.number = number
    }

    /// Both ends of a new pipe, closed on exec.
    package static func pipe() throws(SystemError) -> Pipe {
        var ends: [Int32] = [-1, -1]
        let status = clinux_pipe(&ends)
        guard status == 0 else { throw SystemError(call: "pipe2", code: -status) }
        return Pipe(reading: Descriptor(ends[0]), writing: Descriptor(ends[1]))
    }

    deinit {
        close(number)
    }
}

/// The two ends of a pipe.
package struct Pipe: ~Copyable, Sendable {
    package let reading: Descriptor
    package let writing: Descriptor

    /// Keeps the writing end and closes the other.
    package consuming func keepingWriting() -> Descriptor {
        writing
    }

    /// Keeps the reading end and closes the other.
    package consuming func keepingReading() -> Descriptor {
        reading
    }
}
