import Foundation
import Groundwork
import Inference
import Presentation
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

@Suite struct PictureWritingTests {
    /// Every picture is well-formed XML of finite numbers, in every width, and JSON without NaN.
    @Test func everyPictureIsWellFormed() throws {
        for (name, picture) in try Gallery.reference() + Gallery.extremes() {
            for width in Picture.Width.allCases {
                var picture = picture
                picture.width = width
                let parser = XMLParser(data: Data(picture.svg.utf8))
                #expect(parser.parse(), "\(name) \(String(describing: parser.parserError))")
                #expect(!picture.svg.contains("nan") && !picture.svg.contains("inf\""), "\(name)")
            }
            let json = picture.vegaLite.text(indent: 1)
            _ = try JSONSerialization.jsonObject(with: Data(json.utf8))
            let page = picture.html()
            #expect(
                page.contains("<svg") && !page.contains("http-equiv") && !page.contains("src="), "\(name)")
        }
    }

    /// Nothing that can stand in a picture breaks it.
    @Test(arguments: [
        [Double.nan, .infinity, -.infinity], [1e308, -1e308], [.leastNonzeroMagnitude, 0],
        [1e300, 1e300 * (1 + 1e-15)], [],
        [1e15, 1e15 + 2], [-0.0], [.greatestFiniteMagnitude],
    ])
    func anyNumbers(values: [Double]) {
        let scales: [Picture.Scale] = [
            .linear, .whole, .logarithmic, .calendar, .categorical(["a", "b"]), .categorical([]),
        ]
        for scale in scales {
            let marks: [Picture.Mark] = [
                .points(x: values, y: values, areas: values), .rings(x: values, y: values),
                .line(x: values, y: values),
                .steps(x: values, y: values), .intervals(x: values, low: values, high: values, .pointwise),
                .spans(y: values, low: values, high: values, .simultaneous),
                .band(x: values, low: values, high: values, .pointwise), .bars(x: values, y: values),
                .cells(x: values, y: values, values: values),
                .rules(x: values, labels: values.map { _ in "rule" }),
                .levels(y: values, labels: ["a"]),
                .slope(intercept: values.first ?? 0, slope: values.last ?? 1),
                .region(from: values.first ?? 0, to: values.last ?? 1),
                .texts(x: values, y: values, ["<&\u{1}\">"]),
            ]
            for domain in [nil, -1...1, 0...0, -Double.infinity...Double.infinity] {
                let axis = Picture.Axis("µ & <x>", scale, domain: domain)
                let layers = marks.map { Picture.Layer($0, name: "\u{0}]]>", tone: .ramp(values.first ?? 2)) }
                let panel = Picture.Panel("x", x: axis, y: axis, layers: layers)
                let picture = Picture(
                    "<t>", panels: [panel, panel, panel], columns: 2, sharesAxes: domain == nil)
                #expect(XMLParser(data: Data(picture.svg.utf8)).parse(), "\(values) \(scale)")
                let hasNaN = picture.vegaLite.text(indent: nil).contains("nan")
                #expect(!hasNaN, "\(values) \(scale)")
            }
        }
    }

    @Test func aPictureIsCodable() throws {
        for (name, picture) in try Gallery.reference() where !["interrupted-series"].contains(name) {
            let data = try JSONEncoder().encode(picture)
            #expect(try JSONDecoder().decode(Picture.self, from: data) == picture, "\(name)")
        }
    }

    @Test func theEndingDecides() throws {
        #expect(try Picture.Format(path: "a.VL.JSON") == .vegaLite && Picture.Format(path: "b.c.svg") == .svg)
        for path in ["a", "a.json", "a.jpg", "svg", ""] {
            #expect(throws: CausalError.self) { try Picture.Format(path: path) }
        }
        let picture = try #require(try Gallery.reference().first?.picture)
        #expect { try picture.write(to: "/no/such/folder/a.svg") } throws: {
            ($0 as? CausalError)?.code == .unwritableOutput
        }
    }

    /// Vega-Lite shows the numbers of the SVG: each point once, over the same domains.
    @Test func vegaLiteHoldsTheSameNumbers() throws {
        let picture = try Picture.eventStudy(Gallery.eventStudy(-5, 6))
        let views = picture.vegaLite["vconcat"]?.elements ?? []
        let layers = views.last?["layer"]?.elements ?? []
        let points = layers.first {
            $0["mark"]?["type"]?.text == "point" && $0["mark"]?["filled"] == .bool(true)
        }
        let rows = points?["data"]?["values"]?.elements ?? []
        #expect(rows.count == 11)
        let expected = Gallery.eventStudy(-5, 6).rows.map(\.estimate)
        #expect(rows.compactMap { $0["y"]?.double } == expected)
        let domain = points?["encoding"]?["x"]?["scale"]?["domain"]?.elements?.compactMap(\.double)
        #expect(domain == [-5.7, 6.7])
        // The legend shows each layer's own sign: two strokes of interval here, a ring for the reference.
        let legend = views.first?["layer"]?.elements ?? []
        let texts = legend.last?["data"]?["values"]?.elements?.compactMap { $0["text"]?.text } ?? []
        #expect(Set(texts) == Set(picture.panels[0].layers.compactMap(\.name)))
        #expect(legend.dropLast().allSatisfy { $0["mark"]?["color"] != nil } && legend.count > texts.count)
    }
}
