package import PointsmanCore

/// The format of hosts(5), as the C library reads it: each line has an address and its names, `#` begins a comment. All
/// lines of a name count, as with `multi on` in host.conf(5), which Debian sets.
package enum HostsFile {
    /// The addresses that `text` has for each of `names`, which are in lower case.
    package static func addresses(in text: String, of names: [String]) -> [String: [IPAddress]] {
        var addresses: [String: [IPAddress]] = [:]
        for line in text.split(whereSeparator: \.isNewline) {
            let words = line.prefix { $0 != "#" }.split(whereSeparator: \.isWhitespace)
            guard let first = words.first, let address = IPAddress(first) else { continue }
            for word in words.dropFirst() {
                let name = word.lowercased()
                guard names.contains(name), addresses[name]?.contains(address) != true else { continue }
                addresses[name, default: []].append(address)
            }
        }
        return addresses
    }
}
