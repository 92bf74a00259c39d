//! The digests of Tests/EncodingDigests, computed with encoding_rs, which is what Firefox decodes with.
//! `encodings short` prints what the Swift test holds, `encodings long` the rest.
//!
//! encoding_rs before 0.8.33 knows GB 18030-2005 and not 2022: where it does, the 18 characters that
//! moved are put in their new places here.

use encoding_rs::*;

struct Digest(u64);

impl Digest {
    fn new() -> Self { Digest(0xCBF2_9CE4_8422_2325) }
    fn add(&mut self, byte: u8) { self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x100_0000_01B3); }
}

/// Steele, Lea and Flood's SplitMix64.
struct Generator(u64);

impl Generator {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut value = self.0;
        value = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        value = (value ^ (value >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        value ^ (value >> 31)
    }
}

const MOVED_2022: [(u16, u32, u32); 18] = [
    (0xA6D9, 0xE78D, 0xFE10), (0xA6DA, 0xE78E, 0xFE12), (0xA6DB, 0xE78F, 0xFE11),
    (0xA6DC, 0xE790, 0xFE13), (0xA6DD, 0xE791, 0xFE14), (0xA6DE, 0xE792, 0xFE15),
    (0xA6DF, 0xE793, 0xFE16), (0xA6EC, 0xE794, 0xFE17), (0xA6ED, 0xE795, 0xFE18),
    (0xA6F3, 0xE796, 0xFE19), (0xFE59, 0xE81E, 0x9FB4), (0xFE61, 0xE826, 0x9FB5),
    (0xFE66, 0xE82B, 0x9FB6), (0xFE67, 0xE82C, 0x9FB7), (0xFE6D, 0xE832, 0x9FB8),
    (0xFE7E, 0xE843, 0x9FB9), (0xFE90, 0xE854, 0x9FBA), (0xFEA0, 0xE864, 0x9FBB),
];

/// One encoding, and whether it needs `MOVED_2022`.
struct Subject { encoding: &'static Encoding, is_old: bool }

impl Subject {
    fn new(encoding: &'static Encoding) -> Self {
        let is_chinese = encoding == GBK || encoding == GB18030;
        let is_old = is_chinese && encoding.decode_without_bom_handling(&[0xFE, 0x59]).0 == "\u{E81E}";
        Subject { encoding, is_old }
    }

    fn decode(&self, bytes: &[u8], digest: &mut Digest) {
        let (text, has_errors) = self.encoding.decode_without_bom_handling(bytes);
        for character in text.chars() {
            let mut character = character;
            if self.is_old {
                if let Some(row) = MOVED_2022.iter().find(|row| row.1 == character as u32) {
                    character = char::from_u32(row.2).unwrap();
                }
            }
            let mut buffer = [0; 4];
            for byte in character.encode_utf8(&mut buffer).bytes() { digest.add(byte); }
        }
        digest.add(u8::from(has_errors));
        digest.add(0xFF);
    }

    fn encode(&self, scalars: &[u32], digest: &mut Digest) {
        let mut encoder = self.encoding.new_encoder();
        let mut bytes = [0; 16];
        for (index, scalar) in scalars.iter().enumerate() {
            let is_last = index + 1 == scalars.len();
            if self.is_old {
                if let Some(row) = MOVED_2022.iter().find(|row| row.1 == *scalar || row.2 == *scalar) {
                    digest.add((row.0 >> 8) as u8);
                    digest.add((row.0 & 0xFF) as u8);
                    continue;
                }
            }
            let mut buffer = [0; 4];
            let mut text: &str = char::from_u32(*scalar).unwrap().encode_utf8(&mut buffer);
            loop {
                let (result, read, written) =
                    encoder.encode_from_utf8_without_replacement(text, &mut bytes, is_last);
                for byte in &bytes[..written] { digest.add(*byte); }
                text = &text[read..];
                match result {
                    EncoderResult::InputEmpty => break,
                    EncoderResult::OutputFull => panic!("no room"),
                    EncoderResult::Unmappable(character) => {
                        digest.add(0xFE);
                        for byte in (character as u32).to_le_bytes() { digest.add(byte); }
                        if text.is_empty() && !is_last { break; }
                    }
                }
            }
        }
        digest.add(0xFF);
    }
}

fn decode_all(subject: &Subject, length: u32) -> Digest {
    let mut digest = Digest::new();
    for number in 0..1u32 << (8 * length) {
        subject.decode(&number.to_be_bytes()[4 - length as usize..], &mut digest);
    }
    digest
}

fn decode_four(subject: &Subject) -> Digest {
    let mut digest = Digest::new();
    for first in 0x81..=0xFE {
        for second in 0x30..=0x39 {
            let mut bytes = Vec::new();
            for third in 0x81..=0xFE {
                for fourth in 0x30..=0x39 { bytes.extend([first, second, third, fourth]); }
            }
            subject.decode(&bytes, &mut digest);
        }
    }
    digest
}

const STUMBLING: [u8; 44] = [
    0x1B, 0x1B, 0x24, 0x28, 0x40, 0x42, 0x49, 0x4A, 0x0E, 0x0F, 0x21, 0x7E, 0x30, 0x39, 0x7F, 0x80,
    0x81, 0x84, 0x8E, 0x8F, 0x9F, 0xA0, 0xA1, 0xA2, 0xBF, 0xC1, 0xC2, 0xD8, 0xDC, 0xDF, 0xE0, 0xED,
    0xEF, 0xF0, 0xF4, 0xF5, 0xFC, 0xFD, 0xFE, 0xFF, 0x00, 0x0A, 0x3C, 0x22,
];

fn decode_random(subject: &Subject, count: usize) -> Digest {
    let (mut digest, mut generator) = (Digest::new(), Generator(1));
    for _ in 0..count {
        let length = generator.next() % 64 + 1;
        let bytes: Vec<u8> = (0..length).map(|_| {
            let draw = generator.next();
            let byte = (draw >> 8) as u8;
            match draw % 4 {
                0 => byte,
                1 => byte | 0x80,
                2 => STUMBLING[byte as usize % STUMBLING.len()],
                _ => 0x20 + byte % 0x5F,
            }
        }).collect();
        subject.decode(&bytes, &mut digest);
    }
    digest
}

fn encode_all(subject: &Subject, last: u32) -> Digest {
    let mut digest = Digest::new();
    for scalar in (0..=last).filter(|scalar| char::from_u32(*scalar).is_some()) {
        subject.encode(&[scalar], &mut digest);
    }
    digest
}

const NOTABLE: [u32; 22] = [
    0x0E, 0x0F, 0x1B, 0x5C, 0x7E, 0xA5, 0x203E, 0x2212, 0xFF0D, 0x20AC, 0xE5E5, 0xE7C7, 0x1E3F,
    0x3000, 0x41, 0x3042, 0x2550, 0x5341, 0x9FB4, 0xE81E, 0xFE10, 0xE78D,
];

fn encode_random(subject: &Subject, count: usize) -> Digest {
    let (mut digest, mut generator) = (Digest::new(), Generator(2));
    for _ in 0..count {
        let length = generator.next() % 16 + 1;
        let scalars: Vec<u32> = (0..length).map(|_| {
            let draw = generator.next();
            let value = (draw >> 8) as u32;
            match draw % 8 {
                0 => value % 0x80,
                1 => 0x80 + value % 0x80,
                2 => 0x3041 + value % 0xBF,
                3 => 0x4E00 + value % 0x5200,
                4 => 0xFF01 + value % 0x9F,
                5 => 0xE000 + value % 0x1900,
                6 => NOTABLE[value as usize % NOTABLE.len()],
                _ => char::from_u32(value % 0x110000).map_or(0xFFFD, |scalar| scalar as u32),
            }
        }).collect();
        subject.encode(&scalars, &mut digest);
    }
    digest
}

const ENCODINGS: [&Encoding; 40] = [
    UTF_8, IBM866, ISO_8859_2, ISO_8859_3, ISO_8859_4, ISO_8859_5, ISO_8859_6, ISO_8859_7, ISO_8859_8,
    ISO_8859_8_I, ISO_8859_10, ISO_8859_13, ISO_8859_14, ISO_8859_15, ISO_8859_16, KOI8_R, KOI8_U,
    MACINTOSH, WINDOWS_874, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252, WINDOWS_1253, WINDOWS_1254,
    WINDOWS_1255, WINDOWS_1256, WINDOWS_1257, WINDOWS_1258, X_MAC_CYRILLIC, GBK, GB18030, BIG5, EUC_JP,
    ISO_2022_JP, SHIFT_JIS, EUC_KR, REPLACEMENT, UTF_16BE, UTF_16LE, X_USER_DEFINED,
];

fn main() {
    let is_long = std::env::args().nth(1).as_deref() == Some("long");
    for encoding in ENCODINGS {
        let subject = Subject::new(encoding);
        let name = encoding.name();
        let print = |work: &str, digest: Digest| println!("{work} {name} {:016x}", digest.0);
        let is_multi_byte = !encoding.is_single_byte() && encoding != REPLACEMENT;
        let has_encoder = encoding.output_encoding() == encoding;
        if is_long {
            if is_multi_byte {
                print("decode-3", decode_all(&subject, 3));
                print("decode-much", decode_random(&subject, 200_000));
            }
            if has_encoder {
                print("encode-all", encode_all(&subject, 0x10FFFF));
                print("encode-much", encode_random(&subject, 200_000));
            }
            continue;
        }
        print("decode-1", decode_all(&subject, 1));
        if is_multi_byte { print("decode-2", decode_all(&subject, 2)); }
        print("decode-random", decode_random(&subject, 2000));
        if has_encoder {
            if is_multi_byte { print("encode-bmp", encode_all(&subject, 0xFFFF)); }
            print("encode-random", encode_random(&subject, 2000));
        }
    }
    if !is_long { println!("decode-4 gb18030 {:016x}", decode_four(&Subject::new(GB18030)).0); }
}
