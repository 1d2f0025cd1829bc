extension Duration {
    package var wholeMilliseconds: Int64 { wholeMicroseconds / 1_000 }

    package var wholeMicroseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1_000_000 + attoseconds / 1_000_000_000_000
    }

    package var inSeconds: Double { Double(wholeMicroseconds) / 1_000_000 }
}
