import Glibc

/// A copy of another process's descriptor: the very same file or socket. It is closed when its owner goes away; the other
/// process keeps its own.
package struct DescriptorCopy: ~Copyable, Sendable {
    private let descriptor: Descriptor

    init(_ descriptor: consuming Descriptor) {
        self.descriptor = descriptor
    }

    /// The two ends where it is a connected TCP socket.
    package var link: TCPLink? { TCPLink(of: descriptor.number) }

    /// Ends the connection in both directions, for the other process too: its next read finds the end, its next write
    /// fails (shutdown(2)). Never waits for the other end of the network.
    package func shutDown() throws(SystemError) {
        guard shutdown(descriptor.number, Int32(SHUT_RDWR)) == 0 else {
            throw SystemError(call: "shutdown", code: errno)
        }
    }
}
