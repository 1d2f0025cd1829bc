/// The kind of value that a key takes.
package enum ConfigurationForm: Equatable, Sendable {
    case url, text, name, path, folder, region, user, group, listen, listens, port, number, command, lag, duration,
        pause
    case size
    case members, addresses, names, hosts, opinions, share, passwordMethods
    case choice([String])

    /// The words in the table of keys.
    package var words: String {
        switch self {
        case .url: "postgres:// URL"
        case .text: "text"
        case .name: "name"
        case .path: "file"
        case .folder: "folder"
        case .region: "region"
        case .user: "user"
        case .group: "group"
        case .listen: "ADDRESS:PORT"
        case .listens: "list of ADDRESS[:PORT], NAME, * or a socket's folder"
        case .port: "port"
        case .number: "number"
        case .command: "command"
        case .lag: "bytes (kB, MB, GB) or duration (ms, s, min)"
        case .size: "bytes (kB, MB, GB), or off"
        case .duration: "duration (ms, s, min)"
        case .pause: "duration (ms, s, min), or 0"
        case .members: "list of HOST[:PORT]"
        case .addresses: "list of ADDRESS[:PORT]"
        case .names: "list of names or addresses"
        case .hosts: "list of names"
        case .opinions: "none, or a list of auto, patroni[:PORT], fly[:PORT], fleet[:PORT]"
        case .passwordMethods: "list of scram-sha-256, md5, password"
        case .share: "connections, or percent of the server's"
        case .choice(let words): words.joined(separator: " | ")
        }
    }
}
