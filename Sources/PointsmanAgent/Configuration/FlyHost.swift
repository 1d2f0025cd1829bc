/// The names of Fly's private network.
enum FlyHost {
    /// The app behind a host: X of `X.internal`, `X.flycast` and every name under `X.internal`. Nil for other hosts.
    static func app(of host: String) -> String? {
        let labels = host.lowercased().split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count >= 2, !labels[labels.count - 2].isEmpty else { return nil }
        switch labels.last {
        case "internal": return String(labels[labels.count - 2])
        case "flycast" where labels.count == 2: return String(labels[0])
        default: return nil
        }
    }
}
