/// The two TXT records of Fly.io's zone, read tolerantly: commas or semicolons between the items, any blanks around
/// them, and items that are not what they should be are left out.
enum FlyText {
    /// A started machine and where it runs.
    struct Machine: Equatable, Sendable {
        let id: String
        let region: Region
    }

    /// `regions.<app>.internal`: `iad,fra`.
    static func regions(in texts: [String]) -> [Region] {
        items(texts).compactMap { words in words.count == 1 ? Region(words[0]) : nil }
    }

    /// `vms.<app>.internal`: `148e21dad76789 iad,3287114f610d85 fra`.
    static func machines(in texts: [String]) -> [Machine] {
        items(texts).compactMap { words in
            guard words.count >= 2, DomainName.isLabel(words[0]), let region = Region(words[1]) else { return nil }
            return Machine(id: String(words[0]), region: region)
        }
    }

    private static func items(_ texts: [String]) -> [[Substring]] {
        texts.flatMap { $0.split { $0 == "," || $0 == ";" } }.map { $0.split(whereSeparator: \.isWhitespace) }
    }
}
