import FoundationEssentials

/// The inputs that the fuzzers start from, and each one with which they found something, by their targets' folders.
struct Corpus {
    let targets: [String]
    private let folder: String

    /// That of the repository that this file is compiled in.
    init() throws {
        let root = #filePath.split(separator: "/").dropLast(3).map { "/\($0)" }.joined()
        folder = "\(root)/Tests/Fuzzing/Corpus"
        targets = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    }

    func inputs(of target: String) throws -> [(name: String, bytes: [UInt8])] {
        try FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(target)").sorted().map { name in
            guard let data = FileManager.default.contents(atPath: "\(folder)/\(target)/\(name)") else {
                throw CocoaError(.fileReadUnknown)
            }
            return (name, Array(data))
        }
    }
}
