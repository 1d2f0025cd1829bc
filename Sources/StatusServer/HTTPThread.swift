import NIOCore
import NIOPosix

/// A thread that several clients share, for exchanges that are frequent.
package final class HTTPThread: Sendable {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)

    package init() {}

    /// Ends the thread and all exchanges on it.
    package func end() async {
        try? await group.shutdownGracefully()
    }
}
