//! Prints the TypeScript encoder of the instruction table: `ts/wasm/generated/encoder.ts`.

use oxigrad_engine::families::ACTIVATIONS;
use oxigrad_engine::fault::FaultCode;
use oxigrad_engine::instructions::TABLE;
use oxigrad_engine::table::hash;
use oxigrad_kernels::{elementwise, pooling, recurrent, reduce};

fn camel(name: &str) -> String {
    let mut result = String::new();
    let mut upper = false;
    for c in name.chars() {
        if c == '_' {
            upper = true;
        } else if upper {
            result.extend(c.to_uppercase());
            upper = false;
        } else {
            result.push(c);
        }
    }
    result
}

fn upper_snake(name: &str) -> String {
    let mut result = String::new();
    let mut lower = false;
    for c in name.chars() {
        if lower && c.is_uppercase() {
            result.push('_');
        }
        lower = !c.is_uppercase();
        result.extend(c.to_uppercase());
    }
    result
}

/// A constant for every code: bundlers put its number where it is used and drop the others.
macro_rules! constants {
    ($doc:literal, $all:expr, $prefix:literal) => {{
        println!("\n// {}", $doc);
        for (code, function) in $all.iter().enumerate() {
            let name = upper_snake(&format!("{function:?}"));
            println!("export const {}_{name} = {code};", $prefix);
        }
    }};
}

/// An object of codes by name, for those that attributes name.
macro_rules! codes {
    ($doc:literal, $all:expr, $name:literal) => {{
        println!("\n/** {} */\nexport const {} = {{", $doc, $name);
        for (code, function) in $all.iter().enumerate() {
            println!("  {function:?}: {code},");
        }
        println!("}} as const;");
    }};
}

fn main() {
    println!(
        "// Generated from crates/engine/src/instructions.rs by `npm run generate`. Do not edit."
    );
    println!(
        "/** Writes every instruction of the engine, and names its functions and faults. */\n"
    );
    println!("import type {{ Operand, Words }} from '../words.ts';\n");
    println!("/** The hash of the table that this file was generated from; the module must have the same. */");
    println!("export const TABLE_HASH = 0x{:08x};", hash(TABLE));
    println!("\n/** Names of the instructions by opcode. */");
    println!("export const instructionNames: readonly string[] = [");
    for row in TABLE {
        println!("  '{}',", row.name);
    }
    println!("];");
    println!("\n/** The operands of each instruction: a count `n`, any word `w`, a tensor `t`, a list of counts `l`, of distances `d`, which may be negative, of any words `r`, of tensors `s`. */");
    println!("export const instructionForms: readonly string[] = [");
    for row in TABLE {
        let letter = |(name, kind): &(&str, &str)| match (*kind, *name) {
            ("input" | "output", _) => 't',
            ("list", "steps") => 'r',
            ("list", name) if name.ends_with("strides") => 'd',
            ("list", _) => 'l',
            ("tensors", _) => 's',
            ("u32", "bits") => 'w',
            ("u32", _) => 'n',
            _ => 'w',
        };
        let forms: String = row.fields.iter().map(letter).collect();
        println!("  '{forms}',");
    }
    println!("];");
    println!("\n// Opcodes, for those who read programs.");
    for (opcode, row) in TABLE.iter().enumerate() {
        println!("export const OPCODE_{} = {opcode};", upper_snake(row.name));
    }
    println!("\n// The most inputs and steps of a chain.");
    println!("export const CHAIN_INPUTS = {};", elementwise::CHAIN_INPUTS);
    println!("export const CHAIN_STEPS = {};", elementwise::CHAIN_STEPS);
    println!("\n// Why a program stopped.");
    for code in [
        FaultCode::UnknownInstruction,
        FaultCode::UnknownFunction,
        FaultCode::OutOfMemory,
        FaultCode::IndexOutOfRange,
        FaultCode::LabelOutOfRange,
        FaultCode::AbsentInstruction,
    ] {
        let name = upper_snake(&format!("{code:?}"));
        println!("export const FAULT_{name} = {};", code as u32);
    }
    constants!(
        "Functions of one f32.",
        elementwise::UnaryFunction::ALL,
        "UNARY"
    );
    constants!(
        "Functions of two f32.",
        elementwise::BinaryFunction::ALL,
        "BINARY"
    );
    constants!("Comparisons.", elementwise::CompareFunction::ALL, "COMPARE");
    constants!(
        "What a float is.",
        elementwise::ClassifyFunction::ALL,
        "CLASSIFY"
    );
    constants!(
        "Functions of two i32.",
        elementwise::IntegerFunction::ALL,
        "INTEGER"
    );
    constants!(
        "Functions of one i32.",
        elementwise::IntegerUnaryFunction::ALL,
        "INTEGER_UNARY"
    );
    constants!(
        "Functions of two bytes.",
        elementwise::LogicalFunction::ALL,
        "LOGICAL"
    );
    constants!("Reductions of f32.", reduce::ReduceFunction::ALL, "REDUCE");
    constants!(
        "Reductions of i32.",
        reduce::IntegerReduceFunction::ALL,
        "INTEGER_REDUCE"
    );
    constants!("Where the extreme is.", reduce::ArgFunction::ALL, "ARG");
    constants!(
        "Running reductions.",
        reduce::CumulativeFunction::ALL,
        "CUMULATIVE"
    );
    codes!(
        "What a product applies to its result.",
        ACTIVATIONS,
        "GemmActivation"
    );
    constants!(
        "What becomes of a window.",
        pooling::PoolFunction::ALL,
        "POOL"
    );
    codes!(
        "What a step of a recurrent layer computes.",
        recurrent::Cell::ALL,
        "RecurrentCell"
    );
    for (opcode, row) in TABLE.iter().enumerate() {
        print_instruction(opcode, row);
    }
}

fn print_instruction(opcode: usize, row: &oxigrad_engine::table::Row) {
    let name = row.name;
    println!("\n/**");
    for line in row.doc {
        println!(" * {}", line.trim());
    }
    println!(" */\nexport function encode{name}(\n  words: Words,\n  fields: {{");
    for (field, kind) in row.fields {
        let kind = match *kind {
            "input" => "Operand | undefined",
            "output" => "Operand | undefined",
            "list" => "readonly number[]",
            "tensors" => "readonly (Operand | undefined)[]",
            _ => "number",
        };
        println!("    readonly {}: {kind};", camel(field));
    }
    println!("  }},\n): void {{\n  words.begin({opcode});");
    for (field, kind) in row.fields {
        let method = match *kind {
            "input" | "output" => "tensor",
            other => other,
        };
        println!("  words.{method}(fields.{});", camel(field));
    }
    println!("  words.end();\n}}");
}
