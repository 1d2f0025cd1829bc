import NIOCore
import NIOPosix

/// A thread that the exchanges of several clients share, for whoever asks often.
package final class HTTPThread: Sendable {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)

    package init() {}

    /// Ends the thread, and with it what is still under way.
    package func end() async {
        try? await group.shutdownGracefully()
    }
}
