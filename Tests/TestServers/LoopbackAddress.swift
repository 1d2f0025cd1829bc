import Glibc
import LinuxReactor

/// A loopback address with a port.
package struct LoopbackAddress: Sendable {
    /// Dotted, of 127.0.0.0/8.
    package let host: String
    package let port: UInt16

    /// One that nobody listens at, neither for datagrams nor for TCP: the kernel chooses the port, on a random address,
    /// so that nobody else is likely to take it meanwhile.
    package static func free() throws -> LoopbackAddress {
        for _ in 0..<100 {
            let datagrams = try BoundSocket(.datagrams, host: randomHost())
            if (try? BoundSocket(.stream, host: datagrams.address.host, port: datagrams.address.port)) != nil {
                return datagrams.address
            }
        }
        throw SystemError(call: "bind", code: EADDRINUSE)
    }

    package static func randomHost() -> String {
        "127.\(Int.random(in: 1...254)).\(Int.random(in: 0...255)).\(Int.random(in: 1...254))"
    }
}
