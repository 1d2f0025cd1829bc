import Glibc

/// A copy of another process's descriptor: the same file or socket. It is closed with its owner; the other process
/// keeps its own.
package struct DescriptorCopy: ~Copyable, Sendable {
    private let descriptor: Descriptor

    init(_ descriptor: consuming Descriptor) {
        self.descriptor = descriptor
    }

    /// The two ends if it is a connected TCP socket; otherwise nil.
    package var link: TCPLink? { TCPLink(of: descriptor.number) }

    /// Ends the connection in both directions, for the other process too: its next read finds the end, and its next
    /// write fails (shutdown(2)). Never waits for the peer on the network.
    package func shutDown() throws(SystemError) {
        guard shutdown(descriptor.number, Int32(SHUT_RDWR)) == 0 else {
            throw SystemError(call: "shutdown", code: errno)
        }
    }
}
