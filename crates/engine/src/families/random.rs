//! Random numbers: functions of a state that is itself a tensor (i32 × 4: key, then counter, low word first).

use crate::context::Context;
use crate::fault::Fault;
use crate::instructions::{
    Dropout, DropoutApply, RandomAdvance, RandomBernoulli, RandomIntegers, RandomNormal,
    RandomTruncatedNormal, RandomUniform,
};
use crate::table::{Execute, In};
use oxigrad_kernels::random::{self as kernels, Stream};

fn stream(state: In) -> Stream {
    // SAFETY: a well-formed program's state holds four words.
    let [key_low, key_high, low, high] = unsafe { *(state.u32() as *const [u32; 4]) };
    Stream {
        key: [key_low, key_high],
        counter: (high as u64) << 32 | low as u64,
    }
}

impl Execute for RandomUniform {
    fn execute(self, context: &mut Context) -> Result<(), Fault> {
        let (stream, y, count) = (stream(self.state), self.y.f32(), self.count as usize);
        // SAFETY: a well-formed program's tensor holds `count` elements.
        unsafe { kernels::uniform(context.pool, stream, self.low, self.high, y, count) };
        Ok(())
    }
}

impl Execute for RandomNormal {
    fn execute(self, context: &mut Context) -> Result<(), Fault> {
        let (stream, y, count) = (stream(self.state), self.y.f32(), self.count as usize);
        // SAFETY: a well-formed program's tensor holds `count` elements.
        unsafe { kernels::normal(context.pool, stream, self.mean, self.deviation, y, count) };
        Ok(())
    }
}

impl Execute for RandomTruncatedNormal {
    fn execute(self, context: &mut Context) -> Result<(), Fault> {
        let (stream, y, count) = (stream(self.state), self.y.f32(), self.count as usize);
        // SAFETY: a well-formed program's tensor holds `count` elements.
        unsafe {
            kernels::truncated_normal(context.pool, stream, self.mean, self.deviation, y, count)
        };
        Ok(())
    }
}

impl Execute for RandomIntegers {
    fn execute(self, context: &mut Context) -> Result<(), Fault> {
        let (stream, y, count) = (stream(self.state), self.y.i32(), self.count as usize);
        // SAFETY: a well-formed program's tensor holds `count` elements.
        unsafe { kernels::integers(context.pool, stream, self.low, self.high, y, count) };
        Ok(())
    }
}

impl Execute for RandomBernoulli {
    fn execute(self, context: &mut Context) -> Result<(), Fault> {
        let (stream, y, count) = (stream(self.state), self.y.u8(), self.count as usize);
        // SAFETY: a well-formed program's tensor holds `count` bytes.
        unsafe { kernels::bernoulli(context.pool, stream, self.probability, y, count) };
        Ok(())
    }
}

impl Execute for Dropout {
    fn execute(self, context: &mut Context) -> Result<(), Fault> {
        let (stream, count) = (stream(self.state), self.count as usize);
        let (x, y, mask) = (self.x.f32(), self.y.f32(), self.mask.u8());
        // SAFETY: a well-formed program's tensors hold `count` elements.
        unsafe { kernels::dropout(context.pool, stream, self.rate, x, y, mask, count) };
        Ok(())
    }
}

impl Execute for DropoutApply {
    fn execute(self, context: &mut Context) -> Result<(), Fault> {
        let (x, mask, y) = (self.x.f32(), self.mask.u8(), self.y.f32());
        // SAFETY: a well-formed program's tensors hold `count` elements.
        unsafe { kernels::dropout_apply(context.pool, self.rate, x, mask, y, self.count as usize) };
        Ok(())
    }
}

impl Execute for RandomAdvance {
    fn execute(self, _: &mut Context) -> Result<(), Fault> {
        let Stream { key, counter } = stream(self.state);
        let counter = counter.wrapping_add(self.blocks as u64);
        // SAFETY: a well-formed program's state holds four words.
        unsafe {
            *(self.y.u32() as *mut [u32; 4]) =
                [key[0], key[1], counter as u32, (counter >> 32) as u32]
        };
        Ok(())
    }
}
