import Glibc

/// The error of a server that could not open one of its sockets.
package struct ListenError: Error, Equatable, CustomStringConvertible {
    package enum Reason: Equatable, Sendable {
        /// A system call failed with this `errno`.
        case system(Int32)
        /// The socket could not be given to its group.
        case group(Int32)
        /// Another process answers on the socket at this path.
        case answered
        /// The file at this path is no socket, so it must not be removed.
        case notASocket
        /// The address is invalid, or too long for a socket's name.
        case unusable
    }

    /// The address or the path.
    package let place: String
    package let reason: Reason

    package init(place: String, reason: Reason) {
        self.place = place
        self.reason = reason
    }

    package var description: String {
        let why =
            switch reason {
            case .system(let code): "\(String(cString: strerror(code))) (errno \(code))\(advice(code))"
            case .group(let code):
                "it can't be given to its group (\(String(cString: strerror(code)))); this user must be a member of it"
            case .answered: "another process answers there; does this program run twice?"
            case .notASocket: "there is a file that is no socket; remove it or choose another path"
            case .unusable: "not an address, or a path of more than 107 bytes"
            }
        return "can't listen on \(place): \(why)"
    }

    private func advice(_ code: Int32) -> String {
        switch code {
        case EADDRINUSE: "; another process has it"
        case EADDRNOTAVAIL: "; no interface of this machine has that address"
        case ENOENT: "; its folder must exist"
        case EACCES, EROFS: "; this user must be allowed to write into its folder, or to use that port"
        default: ""
        }
    }
}
