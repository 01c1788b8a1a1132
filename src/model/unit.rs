//! Units of measurement and exact conversion inside one dimension.
//!
//! Knows nothing but decimals. Every factor is an exact decimal, so a value
//! converted to the base unit of its dimension is exact, and two quantities
//! compare without rounding.

use std::fmt;

use bigdecimal::BigDecimal;

/// What a unit measures; only units of one dimension convert into each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dimension {
    /// Data per time.
    DataRate,
    /// Length of things and distances.
    Length,
    /// Wavelength of light; kept apart from lengths, as the vocabulary does.
    Wavelength,
    /// Time up to weeks.
    Duration,
    /// Calendar time, months and years: a month is no fixed number of days.
    CalendarTime,
    /// Electric tension.
    Voltage,
    /// Power in watts.
    Power,
    /// Apparent power.
    ApparentPower,
    /// Energy.
    Energy,
    /// Amount of data.
    Data,
    /// Volume.
    Volume,
    /// Pixels.
    Pixels,
    /// Pixels per inch.
    Resolution,
    /// Illuminance.
    Illuminance,
    /// Level in decibel.
    Level,
    /// Frequency.
    Frequency,
    /// Angle.
    Angle,
    /// Temperature.
    Temperature,
    /// Magnification.
    Magnification,
    /// Share.
    Share,
}

/// A unit of the closed list that values and operands may carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Unit(usize);

struct Entry {
    symbol: &'static str,
    dimension: Dimension,
    /// Factor to the base unit of the dimension: `mantissa` x 10^-`scale`.
    mantissa: i64,
    scale: i64,
}

const fn entry(symbol: &'static str, dimension: Dimension, mantissa: i64, scale: i64) -> Entry {
    Entry { symbol, dimension, mantissa, scale }
}

const UNITS: &[Entry] = &[
    entry("kbit/s", Dimension::DataRate, 1, 0),
    entry("Mbit/s", Dimension::DataRate, 1_000, 0),
    entry("Gbit/s", Dimension::DataRate, 1_000_000, 0),
    entry("MB/s", Dimension::DataRate, 8_000, 0),
    entry("mm", Dimension::Length, 1, 0),
    entry("cm", Dimension::Length, 10, 0),
    entry("m", Dimension::Length, 1_000, 0),
    entry("km", Dimension::Length, 1_000_000, 0),
    entry("in", Dimension::Length, 254, 1),
    entry("ms", Dimension::Duration, 1, 0),
    entry("s", Dimension::Duration, 1_000, 0),
    entry("min", Dimension::Duration, 60_000, 0),
    entry("h", Dimension::Duration, 3_600_000, 0),
    entry("d", Dimension::Duration, 86_400_000, 0),
    entry("week", Dimension::Duration, 604_800_000, 0),
    entry("mo", Dimension::CalendarTime, 1, 0),
    entry("a", Dimension::CalendarTime, 12, 0),
    entry("V", Dimension::Voltage, 1, 0),
    entry("kV", Dimension::Voltage, 1_000, 0),
    entry("W", Dimension::Power, 1, 0),
    entry("kW", Dimension::Power, 1_000, 0),
    entry("VA", Dimension::ApparentPower, 1, 0),
    entry("kVA", Dimension::ApparentPower, 1_000, 0),
    entry("Wh", Dimension::Energy, 1, 0),
    entry("kWh", Dimension::Energy, 1_000, 0),
    entry("kB", Dimension::Data, 1, 0),
    entry("MB", Dimension::Data, 1_000, 0),
    entry("GB", Dimension::Data, 1_000_000, 0),
    entry("l", Dimension::Volume, 1, 0),
    entry("nm", Dimension::Wavelength, 1, 0),
    entry("px", Dimension::Pixels, 1, 0),
    entry("ppi", Dimension::Resolution, 1, 0),
    entry("lx", Dimension::Illuminance, 1, 0),
    entry("dB", Dimension::Level, 1, 0),
    entry("Hz", Dimension::Frequency, 1, 0),
    entry("deg", Dimension::Angle, 1, 0),
    entry("degC", Dimension::Temperature, 1, 0),
    entry("x", Dimension::Magnification, 1, 0),
    entry("%", Dimension::Share, 1, 0),
];

impl Unit {
    /// The unit with this symbol, exactly as listed.
    #[must_use]
    pub fn parse(symbol: &str) -> Option<Self> {
        UNITS.iter().position(|e| e.symbol == symbol).map(Self)
    }

    /// Every unit of the list, in its order.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..UNITS.len()).map(Self)
    }

    /// The symbol as written in tables and operands.
    #[must_use]
    pub fn symbol(self) -> &'static str {
        UNITS[self.0].symbol
    }

    /// What the unit measures.
    #[must_use]
    pub fn dimension(self) -> Dimension {
        UNITS[self.0].dimension
    }

    /// `number` of this unit, in the base unit of its dimension; exact.
    #[must_use]
    pub fn to_base(self, number: &BigDecimal) -> BigDecimal {
        let e = &UNITS[self.0];
        if e.mantissa == 1 && e.scale == 0 {
            return number.clone();
        }
        number * BigDecimal::new(e.mantissa.into(), e.scale)
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.symbol())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::str::FromStr;

    fn base(number: &str, unit: &str) -> BigDecimal {
        Unit::parse(unit)
            .map(|u| u.to_base(&BigDecimal::from_str(number).unwrap_or_default()))
            .unwrap_or_default()
    }

    #[test]
    fn conversion_is_exact() {
        assert_eq!(base("2", "MB/s"), base("16", "Mbit/s"));
        assert_eq!(base("3.2", "in"), base("81.28", "mm"));
        assert_eq!(base("1", "a"), base("12", "mo"));
        assert_eq!(base("0.1", "Gbit/s"), base("100000", "kbit/s"));
    }

    #[test]
    fn symbols_are_unique_and_read_back() {
        for unit in Unit::all() {
            assert_eq!(Unit::parse(unit.symbol()), Some(unit));
        }
    }

    #[test]
    fn months_do_not_convert_to_days() {
        let (mo, d) = (Unit::parse("mo"), Unit::parse("d"));
        assert_ne!(mo.map(Unit::dimension), d.map(Unit::dimension));
    }
}
